import type { Band } from '../../src/statistics/split-test.js';
import type { Stream } from './stream.js';

export type Answer = 'matches' | 'differs' | 'undecided';

/** What a rule says in the end, and after how many requests. */
export interface Outcome {
  answer: Answer;
  requests: number;
}

/** Reads as much of the stream as the rule needs, and answers. */
export type Decide = (stream: Stream) => Outcome;

/** A way to check a traffic split. */
export interface Rule {
  name: string;
  /** Where the rule is published: repository and file. */
  source: string;
  /** True when `undecided` is one of its answers. */
  admitsIgnorance: boolean;
  /** The rule for one expected share; rules that bring a tolerance of their own do not look at the band's. */
  prepare(band: Band): Decide;
}
