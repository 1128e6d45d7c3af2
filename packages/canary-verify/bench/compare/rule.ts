import type { Band } from '../../src/statistics/split-test.js';

export type Answer = 'matches' | 'differs' | 'undecided';

/** Responses, one after the other. */
export interface Counted {
  /** Responses of the canary among the first `requests`. */
  canary(requests: number): number;
}

/** What a rule says in the end, and after how many requests. */
export interface Outcome {
  answer: Answer;
  requests: number;
}

/** Reads as much of the stream as the rule needs, and answers. */
export type Decide = (stream: Counted) => Outcome;

/** What a published test is made for, and how it is really run. */
export interface MadeFor {
  for: string;
  requests: string;
  tolerance: string;
  tries: string;
  /** The smaller share of the split that it is used with; null if its users choose. */
  share: number | null;
}

/** A way to check a traffic split. */
export interface Rule {
  name: string;
  /** Where the rule is published: repository and file. */
  source: string;
  /** True when `undecided` is one of its answers. */
  admitsIgnorance: boolean;
  /** Part of a published test, which nobody runs by itself: a single try, or the check without the wait before it. */
  isPart: boolean;
  /** Null for parts, and for tests of any traffic. */
  made: MadeFor | null;
  /** The rule for one expected share; rules that bring a tolerance of their own do not look at the band's. */
  prepare(band: Band): Decide;
}
