import type { NearMissKind } from '../haproxy/index.js';
/** The difference of each near miss from the mark, in words. The order of two values needs no words. */
export const DIFFERENCES: Record<NearMissKind, string> = {
  'value-case': 'other case',
  'value-prefixed': 'a letter before it',
  'value-suffixed': 'a letter behind it',
  'value-shortened': 'last letter missing',
  'value-empty': 'empty',
  'value-blanks': 'spaces around it',
  'twice-right-first': 'twice',
  'twice-right-last': 'twice',
  'list-right-first': 'a list',
  'list-right-last': 'a list',
  'name-similar': 'similar name',
  'name-case': 'name in other case',
};
