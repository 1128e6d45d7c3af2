import type { TellsApart } from '../statistics/requests-needed.js';
import type { ShareInterval } from '../statistics/split-test.js';
import type { Count, Fraction, Milliseconds } from '../terms/quantities.js';
import type { Taken } from './taken.js';

/** How far a run has come. */
export interface Progress {
  /** Requests counted so far, over all arms. */
  requests: Count;
  /** About how many are expected to decide, over all arms. */
  expectedRequests: Count;
  /** The canary's share in the first arm so far, and the shares that the counts leave possible. Null when nothing was counted. */
  share: Fraction | null;
  interval: ShareInterval | null;
  stable: Count;
  canary: Count;
  unidentified: Count;
  failed: Count;
  elapsedMs: Milliseconds;
  /** The run ends then at the latest. */
  maxTimeMs: Milliseconds;
  /** The time that the run is spread over; null if it is not. */
  overMs: Milliseconds | null;
  /** @minItems 1 */
  arms: ArmProgress[];
}

/** How far one arm has come. */
export interface ArmProgress {
  name: string;
  /** Neither decided nor given up. */
  open: boolean;
  requests: Count;
  /** About how many are expected to decide. */
  expectedRequests: Count;
  /** The most that will be sent. */
  budget: Count;
  share: Fraction | null;
  interval: ShareInterval | null;
  evidence: Evidence;
}

/** The forecast of a run, before it starts. */
export interface PlannedRun {
  /** @minItems 1 */
  arms: PlannedArm[];
  /** The source of the expectation with `expect: 'auto'`; null if the user gave the expectation. */
  taken: Taken | null;
}

/** The forecast of one kind of request. */
export interface PlannedArm {
  name: string;
  /** Requests until the verdict when the traffic goes where it should, in the mean. */
  expectedRequests: Count;
  /** The number of requests that is enough in 99 of 100 such runs. */
  ninetyNinth: Count;
  /** The most that will be sent. */
  budget: Count;
  /** Shares that the budget can tell from the expected one; null where one version alone, or several, are expected. */
  tellsApart: TellsApart | null;
}

/** How far the evidence for each of the two decisions has come, as fractions: at 1 there is enough. */
export interface Evidence {
  matches: Fraction;
  differs: Fraction;
}
