import { alternativesAbove, alternativesBelow, alternativesInside } from './alternatives.js';
import { type Alternative, logMixture } from './likelihood-mixture.js';

/** The share that is expected, and how far from it is still right: both as fractions of 1. */
export interface Band {
  share: number;
  tolerance: number;
}

/** Responses counted so far. `unknown` ones failed or did not say which version they came from. */
export interface Counts {
  canary: number;
  stable: number;
  unknown: number;
}

/**
 * The sequential three-way test of "the share lies inside the band".
 *
 * It answers `inside` when the share is shown to lie below the upper and above the lower boundary, and `outside` when it
 * is shown to lie beyond one of them. Each wrong answer has probability of at most `errorRate` (for `outside`: at each
 * boundary), at any number of responses and however often one looks, as long as responses are independent.
 */
export interface SplitTest {
  lower: number;
  upper: number;
  /** Evidence needed, as the log of a likelihood ratio. */
  threshold: number;
  /** True when canary and stable are swapped inside, so that a share and its complement are treated alike. */
  mirrored: boolean;
  againstUpperFromInside: Alternative[];
  againstLowerFromInside: Alternative[];
  againstUpperFromAbove: Alternative[];
  againstLowerFromBelow: Alternative[];
}

/** Which boundaries have been excluded so far. An exclusion holds for good: the evidence was there at some moment. */
export interface Exclusions {
  upper: boolean;
  lower: boolean;
}

export type SplitAnswer = 'inside' | 'outside' | 'open';

/** Prepares the test. Needs 0 < share - tolerance and share + tolerance < 1: anything else cannot be told from 0 % or 100 %. */
export function splitTest({ share, tolerance }: Band, errorRate: number): SplitTest {
  const mirrored = share > 0.5;
  const expected = mirrored ? 1 - share : share;
  const lower = expected - tolerance;
  const upper = expected + tolerance;
  return {
    lower,
    upper,
    threshold: -Math.log(errorRate),
    mirrored,
    againstUpperFromInside: alternativesInside(expected, upper),
    againstLowerFromInside: alternativesInside(expected, lower),
    againstUpperFromAbove: alternativesAbove(upper, tolerance),
    againstLowerFromBelow: alternativesBelow(lower, tolerance),
  };
}

/**
 * The answer after these counts, given what earlier counts have excluded; updates `exclusions`.
 *
 * A response of unknown version is counted the way that speaks against each answer: it can only delay one.
 */
export function answerSplit(test: SplitTest, counts: Counts, exclusions: Exclusions): SplitAnswer {
  const { canary, stable } = test.mirrored ? { canary: counts.stable, stable: counts.canary } : counts;
  const most = { canary: canary + counts.unknown, stable };
  const least = { canary, stable: stable + counts.unknown };
  exclusions.upper ||= logMixture(test.againstUpperFromInside, most) >= test.threshold;
  exclusions.lower ||= logMixture(test.againstLowerFromInside, least) >= test.threshold;
  if (exclusions.upper && exclusions.lower) return 'inside';
  const requests = canary + stable + counts.unknown;
  const above = least.canary > test.upper * requests;
  if (above && logMixture(test.againstUpperFromAbove, least) >= test.threshold) return 'outside';
  const below = most.canary < test.lower * requests;
  if (below && logMixture(test.againstLowerFromBelow, most) >= test.threshold) return 'outside';
  return 'open';
}
