import type { Place, Remark } from '../../configuration/configuration.js';
import type { Expression } from './expression.js';

/** How a sample is held against the patterns of a test (manual, section 7.1.3 "Matching integers" and following). */
export type MatchMethod =
  | 'found'
  | 'bool'
  | 'int'
  | 'ip'
  | 'len'
  | 'str'
  | 'beg'
  | 'sub'
  | 'dir'
  | 'dom'
  | 'end'
  | 'reg'
  /** The fetch `method`: known methods are compared as such. */
  | 'method';

/** One line of an ACL: it holds when one of its patterns matches one of the samples. */
export interface KnownTest {
  kind: 'known';
  expression: Expression;
  method: MatchMethod;
  ignoreCase: boolean;
  /** Integers with operators are written as ranges: `lt 10` is `:9`. */
  patterns: readonly string[];
  /** Files with more patterns, by the names that the configuration gives them. */
  files: readonly PatternFile[];
  place: Place;
  text: string;
}

/** A file of patterns (`-f FILE`). */
export interface PatternFile {
  name: string;
  /** Keys are followed by values, which do not matter here (`-M`). */
  map: boolean;
}

/** A line that could not be read. Whether it holds is not known. */
export interface UnknownTest {
  kind: 'unknown';
  remark: Remark;
  place: Place;
  text: string;
}

/** A test of an ACL: one that is understood here, or one that is not. */
export type Test = KnownTest | UnknownTest;

/** It holds when one of its tests does. Lines of the same name are one ACL. */
export interface Acl {
  /** Null if it stands in braces. */
  name: string | null;
  tests: Test[];
}

/** An ACL in a condition, perhaps negated. */
export interface Term {
  negated: boolean;
  acl: Acl;
}

/**
 * The condition after `if` or `unless`: alternatives of which one must hold, each with terms that must all hold
 * (section 7.2).
 */
export interface Condition {
  unless: boolean;
  alternatives: readonly (readonly Term[])[];
  place: Place;
  text: string;
}
