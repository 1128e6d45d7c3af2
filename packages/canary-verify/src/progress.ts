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
}
