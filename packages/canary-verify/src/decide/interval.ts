import type { Expectation } from '../options/expectation.js';
import { shareInterval } from '../statistics/share-interval.js';
import type { Band, Counts } from '../statistics/split-test.js';
import { leakBound } from '../statistics/zero-leak.js';
import type { ArmCounts } from '../tally/arm-counts.js';
import { leakCounts } from '../tally/leak-counts.js';
import { routedCounts } from '../tally/tally.js';
import type { Track } from '../terms/track.js';
import type { ArmState } from './decide.js';

/** The canary's share of the identified responses; null when there are none. */
export function canaryShareOf({ stable, canary }: Record<Track, number>): number | null {
  return stable + canary === 0 ? null : canary / (stable + canary);
}

/** The shares that the counts leave possible; null when nothing was counted. Failed responses widen the interval. */
export function intervalOf(
  { plan, tally, decision, guards }: ArmState & Pick<ArmCounts, 'guards'>,
  errorRate: number,
): [low: number, high: number] | null {
  const { expectation } = plan.arm;
  const { stable, canary } = tally;
  if (stable + canary === 0) return null;
  if (expectation.kind === 'only')
    return armInterval({ plan, tally, guards }, expectation, { errorRate, outcome: decision.outcome });
  const counts = routedCounts(tally);
  if (expectation.kind === 'share')
    return agreeingInterval(expectation, counts, { errorRate, outcome: decision.outcome });
  return shareInterval(canaryBand(expectation), counts, errorRate);
}

function armInterval(
  { plan, tally, guards }: Pick<ArmCounts, 'plan' | 'tally' | 'guards'>,
  expected: { track: Track; leak: number },
  answer: Answered,
): [low: number, high: number] | null {
  const { leaks, proofs: all, unknown } = leakCounts(tally, expected.track);
  // On reused connections only the first responses are independent.
  const proofs = plan.perConnection > 1 && leaks === 0 ? guards.firsts[expected.track] : all;
  const [stable, canary] = expected.track === 'canary' ? [leaks, proofs] : [proofs, leaks];
  return onlyInterval(expected, { stable, canary, unknown }, answer);
}

/** The interval of an arm that expects one version alone. Requests that may have leaked widen it. */
export function onlyInterval(
  { track, leak }: { track: Track; leak: number },
  { stable, canary, unknown }: Counts,
  { errorRate, outcome }: Answered,
): [low: number, high: number] | null {
  if (stable + canary === 0) return null;
  if (unknown === 0 && (track === 'canary' ? stable : canary) === 0) {
    const bound = leakBound(stable + canary, errorRate);
    return track === 'canary' ? [1 - bound, 1] : [0, bound];
  }
  const band = { share: track === 'canary' ? 1 : 0, tolerance: leak };
  const [low, high] = shareInterval(band, { stable, canary, unknown }, errorRate);
  if (outcome !== 'matches') return [low, high];
  return track === 'canary' ? [Math.max(low, 1 - leak), 1] : [0, Math.min(high, leak)];
}

/** What an interval must agree with. */
interface Answered {
  errorRate: number;
  outcome: ArmState['decision']['outcome'];
}

/**
 * The interval of the counts, as far as it agrees with the answer: inside the band when that is `matches`, and not inside
 * while it is open.
 */
export function agreeingInterval(
  band: Band,
  counts: Counts,
  { errorRate, outcome }: Answered,
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
