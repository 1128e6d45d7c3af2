import type { Consequence, Rules } from './plan.js';

/** A step as it is written: a share, `'10%'`, or more. */
export type WrittenStep =
  | string
  | number
  | {
      /** All requests with this header must reach the canary, and no others: `'X-Canary: always'`. Before any share. */
      header?: string;
      share?: string | number;
      /** How far from the share is still right: `'3pp'`, `'30%'` of the share. */
      tolerance?: string | number;
      /** The canary's replicas. Default: as many as the share needs, if one carries as much as one of the stable version does. */
      replicas?: number;
      /** How long the step is watched: `'10m'`. */
      bake?: string;
      /** Behind the step somebody must say `promote`: for as long as it takes, or within a time, `'1h'`, while it is watched. */
      pause?: boolean | string;
      /** What is done if nobody has said it within that time. Default `'hold'`. */
      otherwise?: 'hold' | 'promote' | 'abort';
    };

/** What a plan says, beside where the share stands and how it is measured. */
export interface PlanKeys {
  /** Small letters, digits and hyphens. */
  name: string;
  /** The steps; 100 % is the last one, written or not. */
  steps: readonly WrittenStep[];
  /**
   * The slots have exchanged their roles, as they have after a rollout: the canary is what the keys of the plan call stable. Default
   * false. Which answers are the canary's is not exchanged.
   */
  exchanged?: boolean;
  /** What is done where a step does not go as it should. */
  on?: Partial<Record<keyof Rules, Consequence>>;
  /** With `scale`: how long replicas that get no new requests have for those that they have. Default `'10s'`. */
  drain?: string;
  /** With `scale`: how long new replicas serve before they are measured: the first requests of a process are slow. Default `'10s'`. */
  warmUp?: string;
}
