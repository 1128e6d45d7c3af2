import type { Place } from '../../configuration/configuration.js';
import type { While } from '../moments.js';
import type { MatchMethod } from '../rules/condition.js';
import type { Deduction, ProbedRequest } from '../rules/rules.js';

/** Header lines in their order, as pairs of name and value. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** How a near miss differs from the mark. */
export type NearMissKind =
  /** Capital letters for small ones in the value, or the other way round. */
  | 'value-case'
  /** A letter more before the value. */
  | 'value-prefixed'
  /** A letter more behind the value. */
  | 'value-suffixed'
  /** Its last letter is missing. */
  | 'value-shortened'
  | 'value-empty'
  /** Blanks around it, which belong to no value (RFC 9110, section 5.5). */
  | 'value-blanks'
  /** The header twice: first with the right value, then with another. */
  | 'twice-right-first'
  | 'twice-right-last'
  /** The value as an element of a list: `other,value`. */
  | 'list-right-first'
  | 'list-right-last'
  | 'name-similar'
  /** Names of headers know no case: this one must do what the mark does. */
  | 'name-case';

/** A request that is nearly marked, and what becomes of it. */
export interface NearMiss {
  kind: NearMissKind;
  /** All headers to insert instead of those of the mark. */
  headers: HeaderLines;
  /** The parameter instead of that of the mark; null if the mark is a header. */
  query: string | null;
  deduction: Deduction;
  /** Whether that is what becomes of the mark, of an unmarked request, something else, or not known. */
  like: 'marked' | 'unmarked' | 'other' | 'unknown';
}

/** A header (or cookie) by which a request reaches another backend than without it. */
export interface HeaderMark {
  frontend: string;
  /** To insert; several where a rule wants them together. Empty if a parameter of the URL is the mark. */
  headers: HeaderLines;
  /** The parameter of the URL that is the mark, as in `canary=1`; null if it is a header. */
  query: string | null;
  /** The marked request as a whole. */
  request: ProbedRequest;
  /** The certain backend of such a request. */
  backend: string;
  /** The server that a rule or a cookie chooses there; null if weights decide. */
  server: string | null;
  /** The moments in which it is so. */
  while: While;
  /** The end of the same request without these headers. */
  unmarked: Deduction;
  /** The rule that sends it there. */
  place: Place;
  text: string;
  /** How the header that comes last is held against the rule. */
  method: MatchMethod;
  caseSensitive: boolean;
  /** The converters between the value and what it is held against: `word(1,:)`. */
  converters: readonly string[];
  /**
   * Values of this header that stand in the rules and do not lead there, of a mark that goes by any value. Null if rules also
   * look at it in other ways, so that not any value leads there.
   */
  exceptions: readonly string[] | null;
  nearMisses: readonly NearMiss[];
}
