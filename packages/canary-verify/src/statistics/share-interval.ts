import { alternativesAbove, alternativesBelow, alternativesInside } from './alternatives.js';
import { checkCounts, checkFraction, checkInnerFraction, checkObject } from './argument-checks.js';
import { type Alternative, logMixture } from './likelihood-mixture.js';
import type { Band, Counts } from './split-test.js';
import { twoSidedThreshold } from './two-sided-threshold.js';

/**
 * The shares that the verdict's own tests cannot exclude after these counts, as [low, high].
 *
 * Each end is one of the one-sided sequential tests of {@link splitTest}, inverted: the interval lies inside the band
 * just when the answer is `inside`, and beside it just when the answer is `outside` (beyond the tolerance). Each end holds at confidence
 * 1 - errorRate at any number of responses. Responses of unknown version widen it.
 *
 * @param band the expected share, from 0 to 1, and its tolerance, more than 0 and less than 1, as fractions.
 * @param counts the responses so far: whole numbers of at least 0.
 * @param errorRate the chance that each end is wrong, as a fraction: more than 0 and less than 1.
 * @returns fractions from 0 to 1; [0, 1] without responses.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * const counts = { canary: 100, stable: 900, unknown: 0 }
 * shareInterval({ share: 0.1, tolerance: 0.03 }, counts, 0.01).map((end) => end.toFixed(3)) // ['0.073', '0.132']
 */
export function shareInterval(band: Band, counts: Counts, errorRate: number): [low: number, high: number] {
  checkArguments(band, counts, errorRate);
  const mirrored = band.share > 0.5;
  const expected = mirrored ? 1 - band.share : band.share;
  const { canary, stable } = mirrored ? { canary: counts.stable, stable: counts.canary } : counts;
  const most = { canary: canary + counts.unknown, stable };
  const least = { canary, stable: stable + counts.unknown };
  const threshold = -Math.log(errorRate);
  const fromInside = (alternatives: readonly Alternative[], tosses: Tosses) =>
    logMixture(alternatives, tosses.canary, tosses.stable) >= threshold;
  const further = outsideThreshold({ share: expected, tolerance: band.tolerance }, errorRate);
  const fromOutside = (alternatives: readonly Alternative[], tosses: Tosses) =>
    logMixture(alternatives, tosses.canary, tosses.stable) >= further;

  // Shares above the expected one are excluded from the inside, those up to it from below, and the other way round for the
  // lower end: if both tests could exclude the same share, it would be excluded wrongly more often than the error rate says.
  const above = firstExcluded(expected, 1, (share) => fromInside(alternativesInside(expected, share), most));
  const fromBelow = firstExcluded(share(most), 1, (share) =>
    fromOutside(alternativesBelow(share, band.tolerance), most),
  );
  const below = firstExcluded(expected, 0, (share) => fromInside(alternativesInside(expected, share), least));
  const fromAbove = firstExcluded(share(least), 0, (share) =>
    fromOutside(alternativesAbove(share, band.tolerance), least),
  );
  const high = fromBelow <= expected ? Math.min(above, fromBelow) : above;
  const low = fromAbove >= expected ? Math.max(below, fromAbove) : below;
  return mirrored ? [1 - high, 1 - low] : [low, high];
}

/** The share of one version alone, 0 or 1, has an interval, too. */
function checkArguments(band: Band, counts: Counts, errorRate: number): void {
  checkObject('band', band);
  checkFraction('share', band.share);
  checkInnerFraction('tolerance', band.tolerance);
  checkCounts(counts);
  checkInnerFraction('errorRate', errorRate);
}

/** A band that reaches 0 % or 100 % has one side only. */
function outsideThreshold({ share, tolerance }: Band, errorRate: number): number {
  if (tolerance >= share) return -Math.log(errorRate);
  return twoSidedThreshold({ low: share - tolerance, high: share + tolerance }, errorRate);
}

interface Tosses {
  canary: number;
  stable: number;
}

function share({ canary, stable }: Tosses): number {
  return canary + stable === 0 ? 0.5 : canary / (canary + stable);
}

/** The first share on the way from `from` to `to` (0 or 1) that is excluded; `to` itself when none is. Halves the gap to 1e-12 of it. */
function firstExcluded(from: number, to: 0 | 1, isExcluded: (share: number) => boolean): number {
  let open = from;
  let closed: number = to;
  for (let step = 0; step < 40; step++) {
    const middle = (open + closed) / 2;
    if (isExcluded(middle)) closed = middle;
    else open = middle;
  }
  return closed;
}
