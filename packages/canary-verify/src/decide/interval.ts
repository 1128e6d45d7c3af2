import type { Expectation } from '../options/expectation.js';
import { shareInterval } from '../statistics/share-interval.js';
import type { Band, Counts } from '../statistics/split-test.js';
import { leakBound } from '../statistics/zero-leak.js';
import type { Track } from '../terms/track.js';
import type { ArmState } from './decide.js';

/** The canary's share of the identified responses; null when there are none. */
export function canaryShareOf({ stable, canary }: Record<Track, number>): number | null {
  return stable + canary === 0 ? null : canary / (stable + canary);
}

/**
 * The shares that the counts leave possible; null when nothing was counted.
 *
 * Failed responses do not widen the interval of an arm that expects one version alone: they are no
 * leak and no proof of none.
 */
export function intervalOf(
  { plan, tally, decision }: ArmState,
  errorRate: number,
): [low: number, high: number] | null {
  const { expectation } = plan.arm;
  const { stable, canary, unidentified, failed } = tally;
  if (stable + canary === 0) return null;
  if (expectation.kind === 'only') return onlyInterval(expectation, { stable, canary }, errorRate);
  const counts = { stable, canary, unknown: unidentified + failed };
  if (expectation.kind === 'share')
    return agreeingInterval(expectation, counts, { errorRate, outcome: decision.outcome });
  return shareInterval(canaryBand(expectation), counts, errorRate);
}

/** The interval of an arm that expects one version alone. */
export function onlyInterval(
  { track, leak }: { track: Track; leak: number },
  { stable, canary }: Record<Track, number>,
  errorRate: number,
): [low: number, high: number] | null {
  if (stable + canary === 0) return null;
  const bound = leakBound(stable + canary, errorRate);
  if ((track === 'canary' ? stable : canary) === 0) return track === 'canary' ? [1 - bound, 1] : [0, bound];
  const band = { share: track === 'canary' ? 1 : 0, tolerance: leak };
  return shareInterval(band, { stable, canary, unknown: 0 }, errorRate);
}

/**
 * The interval of the counts, as far as it agrees with the answer: inside the band when that is `matches`, and not inside
 * while it is open.
 */
export function agreeingInterval(
  band: Band,
  counts: Counts,
  { errorRate, outcome }: { errorRate: number; outcome: ArmState['decision']['outcome'] },
): [low: number, high: number] {
  const [low, high] = shareInterval(band, counts, errorRate);
  const [lowest, highest] = [band.share - band.tolerance, band.share + band.tolerance];
  if (outcome === 'matches') return [Math.max(low, lowest), Math.min(high, highest)];
  if (outcome === 'open' && low >= lowest && high <= highest) return [lowest, highest];
  return [low, high];
}

/** The band of the canary's share. If several versions are expected, all but the first count as canary. */
export function canaryBand(expectation: Exclude<Expectation, { kind: 'only' }>): Band {
  if (expectation.kind === 'share') return expectation;
  const { share, tolerance } = expectation.versions[0] as Band;
  return { share: 1 - share, tolerance };
}
