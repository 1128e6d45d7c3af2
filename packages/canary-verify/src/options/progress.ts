import type { TellsApart } from '../statistics/requests-needed.js';
import type { Taken } from './taken.js';

/** How far a run has come. */
export interface Progress {
  /** Requests counted so far, over all arms. */
  requests: number;
  /** About how many are expected to decide, over all arms. */
  expectedRequests: number;
  /** The canary's share in the first arm so far, and the shares that the counts leave possible. Null when nothing was counted. */
  share: number | null;
  interval: [low: number, high: number] | null;
  stable: number;
  canary: number;
  unidentified: number;
  failed: number;
  elapsedMs: number;
  /** The run ends then at the latest. */
  maxTimeMs: number;
  arms: ArmProgress[];
}

/** How far one arm has come. */
export interface ArmProgress {
  name: string;
  /** Neither decided nor given up. */
  open: boolean;
  requests: number;
  /** About how many are expected to decide. */
  expectedRequests: number;
  /** The most that will be sent. */
  budget: number;
  share: number | null;
  interval: [low: number, high: number] | null;
  evidence: Evidence;
}

/** What is known of a run before it starts. */
export interface PlannedRun {
  arms: PlannedArm[];
  /** What `expect: 'auto'` has taken the expectation from; null: it was said. */
  taken: Taken | null;
}

export interface PlannedArm {
  name: string;
  /** Requests until the verdict when the traffic goes where it should, in the mean. */
  expectedRequests: number;
  /** So many are enough in 99 of 100 such runs. */
  ninetyNinth: number;
  /** The most that will be sent. */
  budget: number;
  /** Shares that the budget can tell from the expected one; null where one version alone, or several, are expected. */
  tellsApart: TellsApart | null;
}

/** How far the evidence for each of the two decisions has come, as fractions: at 1 there is enough. */
export interface Evidence {
  matches: number;
  differs: number;
}
