import type { MatchMethod } from '../rules/condition.js';
import type { Expression } from '../rules/expression.js';
import type { Rule } from '../rules/rules.js';
import type { HeaderLines } from './header-mark.js';
import type { Need } from './need.js';

/** What a request needs besides a mark, for a rule to look at it. */
export interface Surroundings {
  host: string | null;
  /** With a query where another test asks for one. */
  path: string | null;
  method: string | null;
}

/** Something that may be a mark. */
export interface Candidate {
  /** To insert. */
  headers: HeaderLines;
  /** A parameter of the URL that is the mark: `canary=1`; null if it is a header. */
  query: string | null;
  around: Surroundings;
  rule: Rule;
  method: MatchMethod;
  caseSensitive: boolean;
  /** The converters between the value and what it is held against: `word(1,:)`. */
  converters: readonly string[];
}

/** What goes with a need. */
export interface Beside {
  around: Surroundings;
  headers: HeaderLines;
  rule: Rule;
}

/** What may be a mark of a need; none where it asks for a path or an address. */
export function candidateOf(
  { header, query, host, test }: Need,
  { around, headers, rule }: Beside,
): Candidate[] {
  const ofTest = {
    around,
    rule,
    method: test?.method ?? 'str',
    caseSensitive: !test?.ignoreCase,
    converters: convertersOf(test?.expression),
  } as const;
  if (header !== null) return [{ ...ofTest, headers: [...headers, header], query: null }];
  if (query !== null) return [{ ...ofTest, headers, query }];
  // A host alone, without a header beside it, is a mark like any other header.
  if (host === null || headers.length > 0 || around.host !== null) return [];
  return [{ ...ofTest, headers: [['Host', host]], query: null }];
}

/** Those that make another text of it; small letters are still the same words. */
export function convertersOf(expression: Expression | undefined): string[] {
  return (expression?.converters ?? [])
    .filter(({ name }) => name !== 'lower' && name !== 'upper')
    .map(({ name, args }) => (args.length === 0 ? name : `${name}(${args.join(',')})`));
}
