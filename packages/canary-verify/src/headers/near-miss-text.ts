import type { NearMissKind } from '../haproxy/routing/marks/header-mark.js';

/** What is different from the mark, in words. */
export const DIFFERENCES: Record<NearMissKind, string> = {
  'value-case': 'other case',
  'value-prefixed': 'a letter before it',
  'value-suffixed': 'a letter behind it',
  'value-shortened': 'its last letter missing',
  'value-empty': 'empty',
  'value-blanks': 'blanks around it',
  'twice-right-first': 'twice, right first',
  'twice-right-last': 'twice, right last',
  'list-right-first': 'a list, right first',
  'list-right-last': 'a list, right last',
  'name-similar': 'similar name',
  'name-case': 'name in other case',
};
