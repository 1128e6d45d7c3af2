import type { Count, Fraction, Milliseconds } from '../terms/quantities.js';

/** What a run shows of a share that does not stay the same, or whose responses depend on one another. */
export type SteadinessDiagnosis =
  | {
      /** The share changed during the run. */
      kind: 'drifted';
      arm: string;
      afterRequests: Count;
      before: Fraction;
      after: Fraction;
    }
  | {
      /** The share was perhaps not the same throughout: a reason to wait for more, but no proof. */
      kind: 'unsteady';
      arm: string;
      afterRequests: Count;
      before: Fraction;
      after: Fraction;
    }
  | {
      /** Responses depend on those before them: the canary comes in bursts; `shown`: by now that is evidence. */
      kind: 'bursts';
      arm: string;
      requests: Count;
      shown: boolean;
    }
  | {
      /** Requests on one connection stay with a version. `restarted`: they were asked again, each on its own connection. */
      kind: 'pinned';
      arm: string;
      requests: Count;
      restarted: boolean;
    }
  | {
      /** With `overMs`: responses that are close in time are of the same version, so they say as much as one. */
      kind: 'depends-on-time';
      arm: string;
      /** Responses within this time are alike. */
      withinMs: Milliseconds;
      /** As many requests as a verdict needs, each so far from the next, take this long. */
      neededMs: Milliseconds;
    }
  | {
      /** With `overMs`: a version never answered, but in so few seconds a router that decides by the clock can leave it out by chance. */
      kind: 'too-few-seconds';
      arm: string;
      seconds: Count;
      needed: Count;
    }
  | {
      /** Connections were to be reused, but each response came over a connection of its own. */
      kind: 'not-reused';
      connections: Count;
    };
