import type { Track } from '../terms/track.js';
import { type ArmTally, routedCounts } from './tally.js';

/** What an arm that expects one version alone has shown. */
export interface LeakCounts {
  /** Answers that name the other version, failed or not. */
  leaks: number;
  /** Requests that failed or were answered without a version: they may have leaked. */
  unknown: number;
  /** Answers that name the expected version, failed or not. */
  proofs: number;
}

/** Counts the leaks of an arm that expects one version alone. */
export function leakCounts(tally: ArmTally, expected: Track): LeakCounts {
  const other = expected === 'canary' ? 'stable' : 'canary';
  const routed = routedCounts(tally);
  return { leaks: routed[other], proofs: routed[expected], unknown: routed.unknown };
}
