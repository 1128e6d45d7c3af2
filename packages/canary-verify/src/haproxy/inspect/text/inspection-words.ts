import type { NearMissKind } from '../../routing/marks/header-mark.js';
import type { MatchMethod } from '../../routing/rules/condition.js';

/** How a value is held against a rule, in words that follow the header. */
export const MATCH_WORDS: Record<MatchMethod, string> = {
  str: 'exactly this value',
  beg: 'whatever begins so',
  end: 'whatever ends so',
  sub: 'whatever contains this',
  dir: 'as a part between slashes',
  dom: 'as a part between dots',
  reg: 'by a regular expression',
  found: 'with any value',
  bool: 'a value that counts as true',
  int: 'this value among others',
  ip: 'this address among others',
  len: 'by its length',
  method: 'by method',
};

/** The match methods that do not depend on case. */
export const CASELESS: ReadonlySet<MatchMethod> = new Set(['found', 'bool', 'int', 'ip', 'len', 'method']);

/** Values that are nearly right and lead there, too. Kinds that are not here nobody expects to be told. */
const NEAR_WORDS: readonly (readonly [kinds: readonly NearMissKind[], words: string])[] = [
  [['value-prefixed'], 'a value with more before it'],
  [['value-suffixed'], 'a value with more behind it'],
  [['value-shortened'], 'a part of the value'],
  [['value-empty'], 'no value'],
  [['twice-right-first', 'twice-right-last'], 'the header twice, once so'],
  [['twice-right-first'], 'the header twice, the first one so'],
  [['twice-right-last'], 'the header twice, the last one so'],
  [['list-right-first', 'list-right-last'], 'a list with this value'],
  [['list-right-first'], 'a list that begins with this value'],
  [['list-right-last'], 'a list that ends with this value'],
  [['name-similar'], 'a similar name'],
];

/** The near misses that need no words for a method, because its own words imply them. */
const IMPLIED: Partial<Record<MatchMethod, readonly NearMissKind[]>> = {
  beg: ['value-suffixed'],
  end: ['value-prefixed'],
  sub: ['value-prefixed', 'value-suffixed'],
  found: ['value-prefixed', 'value-suffixed', 'value-shortened'],
};

/** The near misses that lead to the canary, too, in words. Both of two kinds are one phrase. */
export function nearWords(kinds: ReadonlySet<NearMissKind>, match: MatchMethod): string[] {
  const said = new Set<NearMissKind>(IMPLIED[match] ?? []);
  return NEAR_WORDS.flatMap(([wanted, words]) => {
    if (!wanted.every((kind) => kinds.has(kind) && !said.has(kind))) return [];
    for (const kind of wanted) said.add(kind);
    return [words];
  });
}
