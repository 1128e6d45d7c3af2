import type { Fraction } from '../terms/quantities.js';
import { alternativesAbove, alternativesBelow, alternativesInside } from './alternatives.js';
import { checkBand, checkInnerFraction, checkObject } from './argument-checks.js';
import type { Alternative } from './likelihood-mixture.js';
import { type MatchRegion, matchRegion } from './match-region.js';
import { usualMean } from './nearer-boundary.js';
import { twoSidedThreshold } from './two-sided-threshold.js';

/** The share that is expected, and how far from it is still right: both as fractions of 1. */
export interface Band {
  /** From 0 to 1. */
  share: Fraction;
  /** More than 0. */
  tolerance: Fraction;
}

/** The shares that counts leave possible. */
export type ShareInterval = [low: Fraction, high: Fraction];

/** Responses counted so far: whole numbers of at least 0. */
export interface Counts {
  canary: number;
  stable: number;
  /** Responses that failed or did not say which version they came from. */
  unknown: number;
}

/**
 * What is shown when the answer is `outside`: that the share lies beyond the tolerance, beyond half of it, or that it is
 * not the expected share itself.
 *
 * Beyond the `tolerance`, no answer comes soon when the share lies near a boundary: it would be random. With
 * `half` shares between half the tolerance and all of it may get either answer, and with `share` every share but the
 * expected one may; then an answer always comes.
 */
export type DiffersBeyond = 'tolerance' | 'half' | 'share';

/** How sure an answer must be, and what `outside` shows. */
export interface SplitRule {
  /** The chance of each wrong answer, as a fraction: more than 0 and less than 1. */
  errorRate: number;
  differsBeyond: DiffersBeyond;
}

/**
 * The sequential three-way test of "the share lies inside the band".
 *
 * It answers `inside` when the counts show that the share lies below the upper and above the lower boundary, and `outside`
 * when they show that it lies beyond what the rule says, to one side or the other. Each wrong answer has probability of at
 * most `errorRate`, at any number of responses and however often one looks, as long as responses are independent.
 */
export interface SplitTest {
  /** Shares from `low` to `high` are not `outside`. */
  low: number;
  high: number;
  /** The counts that show `inside`, up to its horizon; null if they would take long to compute. */
  region: MatchRegion | null;
  /** Evidence needed for `inside` where there is no region or it has ended, as the log of a likelihood ratio. */
  insideThreshold: number;
  /** Evidence needed for `outside`, as the log of a likelihood ratio. */
  outsideThreshold: number;
  /** True when canary and stable are swapped inside, so that a share and its complement are treated alike. */
  mirrored: boolean;
  againstUpperFromInside: readonly Alternative[];
  againstLowerFromInside: readonly Alternative[];
  againstHighFromAbove: readonly Alternative[];
  againstLowFromBelow: readonly Alternative[];
}

/** The share is shown inside the band, shown outside of what the rule allows, or neither yet. */
export type SplitAnswer = 'inside' | 'outside' | 'open';

const INNER: Record<DiffersBeyond, number> = { tolerance: 1, half: 0.5, share: 0 };

/** The part of the error rate that the region takes. The rest is for runs that are longer than usual. */
const REGION_PART = 0.98;

/** Throws a RangeError when the rule's error rate or its kind is unknown. */
export function checkRule(rule: SplitRule): void {
  checkObject('rule', rule);
  const { errorRate, differsBeyond } = rule;
  checkInnerFraction('errorRate', errorRate);
  if (!Object.hasOwn(INNER, differsBeyond))
    throw new RangeError(
      `differsBeyond must be one of ${Object.keys(INNER).join(', ')}, got ${String(differsBeyond)}`,
    );
}

/**
 * Prepares the sequential test of a share.
 *
 * `inside` is decided by a region of counts, computed exactly for a run of at most `mostResponses`. Where that would take
 * long, and for `outside`, the evidence is a mixture of likelihood ratios (Robbins 1970), which stays below its threshold
 * with the stated chance at any number of responses (Ville 1939).
 *
 * @param band the expected share and its tolerance, as fractions: 0 < share - tolerance and share + tolerance < 1. Any
 * other band cannot be told from 0 % or 100 %.
 * @param rule the error rate, more than 0 and less than 1, and what `outside` shows.
 * @param mostResponses the number of responses after which the run ends: at least 1. A run of fewer than usual makes the most
 * of them; the usual number is about three times the mean.
 * @returns the test, for `answerSplit`. It is never changed: one serves any number of runs.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * const test = splitTest({ share: 0.1, tolerance: 0.03 }, { errorRate: 0.01, differsBeyond: 'tolerance' })
 * answerSplit(test, { canary: 100, stable: 900, unknown: 0 }) // 'open'
 * answerSplit(test, { canary: 200, stable: 1800, unknown: 0 }) // 'inside'
 */
export function splitTest(
  band: Band,
  rule: SplitRule,
  mostResponses: number = Number.POSITIVE_INFINITY,
): SplitTest {
  checkBand(band);
  checkRule(rule);
  const expected = Math.min(band.share, 1 - band.share);
  // A wrong `inside` passes one boundary: each may use the whole error rate. A wrong `outside` may come from two sides.
  const inside = insideTest({ share: expected, tolerance: band.tolerance }, rule.errorRate, mostResponses);
  return { ...testOf(band, rule), ...inside };
}

/** All of a test but what decides `inside`. */
function testOf(
  { share, tolerance }: Band,
  { errorRate, differsBeyond }: SplitRule,
): Omit<SplitTest, 'region' | 'insideThreshold'> {
  const mirrored = share > 0.5;
  const expected = mirrored ? 1 - share : share;
  const inner = INNER[differsBeyond] * tolerance;
  const innocent = { low: expected - inner, high: expected + inner };
  return {
    ...innocent,
    outsideThreshold: twoSidedThreshold(innocent, errorRate),
    mirrored,
    againstUpperFromInside: alternativesInside(expected, expected + tolerance),
    againstLowerFromInside: alternativesInside(expected, expected - tolerance),
    againstHighFromAbove: alternativesAbove(expected + inner, tolerance),
    againstLowFromBelow: alternativesBelow(expected - inner, tolerance),
  };
}

/**
 * The same test without a region of counts: `inside` is decided by evidence alone. It needs some more responses, takes no time to
 * prepare, and may be looked at whenever one likes.
 */
export function splitTestByEvidence(band: Band, rule: SplitRule): SplitTest {
  checkBand(band);
  checkRule(rule);
  return { ...testOf(band, rule), region: null, insideThreshold: -Math.log(rule.errorRate) };
}

/** The region up to the usual end of a run, and the evidence that is needed after it. */
function insideTest(
  band: Band,
  errorRate: number,
  mostResponses: number,
): Pick<SplitTest, 'region' | 'insideThreshold'> {
  const horizon = Math.min(mostResponses, Math.ceil(USUAL_END * usualMean(band, errorRate)));
  const region = matchRegion({ ...band, errorRate: REGION_PART * errorRate, horizon });
  return { region, insideThreshold: -Math.log((region === null ? 1 : 1 - REGION_PART) * errorRate) };
}

/** A run has three times the mean number of responses. */
const USUAL_END = 3;
