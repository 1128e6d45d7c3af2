import { type DiscordantPairs, logPairsEvidence } from '../statistics/discordant-pairs.js';
import type { Track } from '../terms/track.js';

/** Requests that must all reach the canary beside those that must not: whether they fail more often. Their arms take turns. */
export interface MarkedFailures {
  /** The arms of both kinds, by their numbers. */
  readonly arms: Readonly<Record<Track, number>>;
  /** The chance that what they show is wrong. */
  readonly errorRate: number;
  /** Pairs of requests that were sent one behind the other; the first one is the marked one. */
  readonly pairs: DiscordantPairs;
  /** The latest request, while its pair has not come. */
  waiting: { track: Track; failed: boolean } | null;
}

/** For arms that each expect one version alone; null if there are not both kinds. Null in the list: another expectation. */
export function newMarkedFailures(only: readonly (Track | null)[], errorRate: number): MarkedFailures | null {
  const arms = { canary: only.indexOf('canary'), stable: only.indexOf('stable') };
  if (arms.canary === -1 || arms.stable === -1) return null;
  return { arms, errorRate, pairs: { first: 0, second: 0 }, waiting: null };
}

/** Takes a request in, in the order of dispatch. */
export function observeMarked(
  marked: MarkedFailures,
  { arm, failed }: { arm: number; failed: boolean },
): void {
  const { arms, pairs, waiting } = marked;
  if (arm !== arms.canary && arm !== arms.stable) return;
  const track = arm === arms.canary ? 'canary' : 'stable';
  if (waiting === null || waiting.track === track) {
    marked.waiting = { track, failed };
    return;
  }
  marked.waiting = null;
  if (failed !== waiting.failed) pairs[(failed ? track : waiting.track) === 'canary' ? 'first' : 'second']++;
}

/** Whether the marked requests are shown to fail more often. */
export function isMarkedWorse({ pairs, errorRate }: MarkedFailures): boolean {
  return logPairsEvidence(pairs) >= -Math.log(errorRate);
}
