import type { Place } from '../../configuration/configuration.js';
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
  deduction: Deduction;
  /** Whether that is what becomes of the mark, of an unmarked request, something else, or not known. */
  like: 'marked' | 'unmarked' | 'other' | 'unknown';
}

/** A header (or cookie) by which a request reaches another backend than without it. */
export interface HeaderMark {
  frontend: string;
  /** To insert; several where a rule wants them together. */
  headers: HeaderLines;
  /** The marked request as a whole. */
  request: ProbedRequest;
  /** The certain backend of such a request. */
  backend: string;
  /** It is so while all servers of these backends are up, which rules count by `nbsrv`; empty: in any case. */
  whileUp: readonly string[];
  /** The end of the same request without these headers. */
  unmarked: Deduction;
  /** The rule that sends it there. */
  place: Place;
  text: string;
  /** How the header that comes last is held against the rule. */
  method: MatchMethod;
  caseSensitive: boolean;
  nearMisses: readonly NearMiss[];
}
