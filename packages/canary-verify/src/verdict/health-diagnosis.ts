import type { ErrorCount } from '../tally/health-figures.js';
import type { Count, Fraction, Milliseconds } from '../terms/quantities.js';
import type { Track } from '../terms/track.js';

/** What a run shows of how the canary does. */
export type HealthDiagnosis =
  | {
      /** The canary fails or is slow more often than the stable version. */
      kind: 'canary-worse';
      arm: string;
      what: 'errors' | 'latency';
      /**
       * Odds of a failure or of a slow spell, canary to stable.
       * @minimum 0
       */
      oddsRatio: number | null;
      /** The time within which 90 of 100 responses came; null if one of both is not known. */
      slowest: Record<Track, Milliseconds> | null;
      /** Replicas of the canary that named themselves: of one alone it cannot be told whether it is the version or its host. */
      replicas: Count;
      /** Failed requests and all requests of both versions. */
      stable: ErrorCount;
      canary: ErrorCount;
    }
  | {
      /** Requests that must all reach the canary fail more often than those that must not. */
      kind: 'marked-requests-fail';
      arm: string;
      /** The other kind of request. */
      beside: string;
      /** Failed requests and all requests of both kinds. */
      marked: ErrorCount;
      others: ErrorCount;
    }
  | {
      /** More of the canary's own requests fail than `maxErrors` allows. */
      kind: 'errors-above-limit';
      arm: string;
      failed: Count;
      requests: Count;
      limit: Fraction;
    }
  | {
      /** It is not shown that fewer of the canary's own requests fail than `maxErrors` allows. */
      kind: 'errors-open';
      arm: string;
      failed: Count;
      requests: Count;
      unknown: Count;
      limit: Fraction;
    };

/** What speaks against a canary, whatever its share is. Others are remarks. */
const AGAINST: readonly string[] = [
  'canary-worse',
  'marked-requests-fail',
  'errors-above-limit',
] satisfies HealthDiagnosis['kind'][];

/** Whether a diagnosis of this kind speaks against the canary, whatever its share is. */
export function isAgainstCanary(kind: string): boolean {
  return AGAINST.includes(kind);
}
