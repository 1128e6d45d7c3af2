import type { Track } from './expectation.js';
import type { FailureCause } from './observation.js';

/** A cause or a remark that the counts show, as data; diagnosis-text.ts has the words. */
export type Diagnosis =
  /** Not one request was answered. */
  | { kind: 'unreachable'; tried: readonly string[]; cause: FailureCause }
  /** More requests failed than allowed. */
  | { kind: 'too-many-failures'; arm: string; failed: number; requests: number; limit: number }
  /** More responses than allowed did not say which version they came from. */
  | { kind: 'unidentified'; arm: string; unidentified: number; requests: number; versions: readonly string[] }
  /** The share is what the numbers of replicas would give, not what was expected. */
  | { kind: 'follows-replicas'; arm: string; stable: number; canary: number; expected: number }
  /** One version never answered although it should have a share. */
  | { kind: 'never-seen'; arm: string; track: Track }
  /** A version answered that should not have. */
  | {
      kind: 'leak';
      arm: string;
      track: Track;
      leaks: number;
      instance: string | null;
      version: string | null;
    }
  /** The run ended while a boundary was still possible. */
  | { kind: 'still-open'; arm: string; requests: number; open: readonly ('lower' | 'upper')[] }
  /** The time ran out first. */
  | { kind: 'time-spent'; maxTimeMs: number }
  /** Which version is the canary was found by comparing the two that answered. */
  | { kind: 'compared-versions'; canary: string; stable: string };
