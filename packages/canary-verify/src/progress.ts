import type { Evidence } from './evidence.js';

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
