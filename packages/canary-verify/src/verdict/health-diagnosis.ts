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
