import type { Expectation } from '../options/expectation.js';
import { shareInterval } from '../statistics/share-interval.js';
import type { Band, Counts, Exclusions } from '../statistics/split-test.js';
import { leakBound } from '../statistics/zero-leak.js';
import type { ArmCounts } from '../tally/arm-counts.js';
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
  { plan, tally, decision, guards }: ArmState & Pick<ArmCounts, 'guards'>,
  errorRate: number,
): [low: number, high: number] | null {
  const { expectation } = plan.arm;
  const { stable, canary, unidentified, failed } = tally;
  if (stable + canary === 0) return null;
  // On reused connections only the first responses are independent.
  const proofs = plan.perConnection > 1 ? guards.firsts : tally;
  if (expectation.kind === 'only')
    return onlyInterval(expectation, hasLeak(expectation, tally) ? tally : proofs, errorRate);
  const counts = { stable, canary, unknown: unidentified + failed };
  if (expectation.kind === 'share')
    return keptInterval(expectation, counts, errorRate, decision.exclusions[0]);
  return shareInterval(canaryBand(expectation), counts, errorRate);
}

function hasLeak({ track }: { track: Track }, { stable, canary }: Record<Track, number>): boolean {
  return (track === 'canary' ? stable : canary) > 0;
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

/** The interval of the counts, without what an earlier look has excluded. */
export function keptInterval(
  band: Band,
  counts: Counts,
  errorRate: number,
  exclusions: Exclusions = { upper: false, lower: false },
): [low: number, high: number] {
  const { share, tolerance } = band;
  const [low, high] = shareInterval(band, counts, errorRate);
  const mirrored = share > 0.5;
  return [
    (mirrored ? exclusions.upper : exclusions.lower) ? Math.max(low, share - tolerance) : low,
    (mirrored ? exclusions.lower : exclusions.upper) ? Math.min(high, share + tolerance) : high,
  ];
}

/** The band of the canary's share. If several versions are expected, all but the first count as canary. */
export function canaryBand(expectation: Exclude<Expectation, { kind: 'only' }>): Band {
  if (expectation.kind === 'share') return expectation;
  const { share, tolerance } = expectation.versions[0] as Band;
  return { share: 1 - share, tolerance };
}
