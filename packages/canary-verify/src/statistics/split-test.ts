import type { Fraction } from '../terms/quantities.js';
import { alternativesAbove, alternativesBelow, alternativesInside } from './alternatives.js';
import { checkBand, checkInnerFraction, checkObject } from './argument-checks.js';
import { type Alternative, logMixture } from './likelihood-mixture.js';
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
 * Beyond the `tolerance`, no answer comes soon when the share lies near a boundary: it would be the toss of a coin. With
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
 * It answers `inside` when the share is shown to lie below the upper and above the lower boundary, and `outside` when it
 * is shown to lie beyond what the rule says, to one side or the other. Each wrong answer has probability of at most
 * `errorRate`, at any number of responses and however often one looks, as long as responses are independent.
 */
export interface SplitTest {
  /** Shares from `low` to `high` are not `outside`. */
  low: number;
  high: number;
  /** Evidence needed, as the log of a likelihood ratio. */
  insideThreshold: number;
  outsideThreshold: number;
  /** True when canary and stable are swapped inside, so that a share and its complement are treated alike. */
  mirrored: boolean;
  againstUpperFromInside: readonly Alternative[];
  againstLowerFromInside: readonly Alternative[];
  againstHighFromAbove: readonly Alternative[];
  againstLowFromBelow: readonly Alternative[];
}

/** Which boundaries have been excluded so far. An exclusion holds for good: the evidence was there at some moment. */
export interface Exclusions {
  upper: boolean;
  lower: boolean;
}

/** The share is shown inside the band, shown outside of what the rule allows, or neither yet. */
export type SplitAnswer = 'inside' | 'outside' | 'open';

const INNER: Record<DiffersBeyond, number> = { tolerance: 1, half: 0.5, share: 0 };

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
 * Prepares the sequential test of a share. The evidence is a mixture of likelihood ratios (Robbins 1970), which stays
 * below its threshold with the stated chance at any number of responses (Ville 1939).
 *
 * @param band the expected share and its tolerance, as fractions: 0 < share - tolerance and share + tolerance < 1. Any
 * other band cannot be told from 0 % or 100 %.
 * @param rule the error rate, more than 0 and less than 1, and what `outside` shows.
 * @returns the test, for `answerSplit`. It is never changed: one serves any number of runs.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * const test = splitTest({ share: 0.1, tolerance: 0.03 }, { errorRate: 0.01, differsBeyond: 'tolerance' })
 * const exclusions = { upper: false, lower: false }
 * answerSplit(test, { canary: 100, stable: 900, unknown: 0 }, exclusions) // 'open'
 * answerSplit(test, { canary: 200, stable: 1800, unknown: 0 }, exclusions) // 'inside'
 */
export function splitTest(band: Band, rule: SplitRule): SplitTest {
  checkBand(band);
  checkRule(rule);
  const { share, tolerance } = band;
  const { errorRate, differsBeyond } = rule;
  const mirrored = share > 0.5;
  const expected = mirrored ? 1 - share : share;
  const inner = INNER[differsBeyond] * tolerance;
  const innocent = { low: expected - inner, high: expected + inner };
  return {
    ...innocent,
    // A wrong `inside` passes one boundary: each may use the whole error rate. A wrong `outside` may come from two sides.
    insideThreshold: -Math.log(errorRate),
    outsideThreshold: twoSidedThreshold(innocent, errorRate),
    mirrored,
    againstUpperFromInside: alternativesInside(expected, expected + tolerance),
    againstLowerFromInside: alternativesInside(expected, expected - tolerance),
    againstHighFromAbove: alternativesAbove(expected + inner, tolerance),
    againstLowFromBelow: alternativesBelow(expected - inner, tolerance),
  };
}

/**
 * The answer after these counts, given what earlier counts have excluded; updates `exclusions`.
 *
 * A response of unknown version is counted the way that speaks against each answer: it can only delay one.
 *
 * Checks nothing: a run calls this for each response.
 */
export function answerSplit(test: SplitTest, counts: Counts, exclusions: Exclusions): SplitAnswer {
  const canary = test.mirrored ? counts.stable : counts.canary;
  const stable = test.mirrored ? counts.canary : counts.stable;
  exclusions.upper ||= excludesUpper(test, canary + counts.unknown, stable);
  exclusions.lower ||= excludesLower(test, canary, stable + counts.unknown);
  if (exclusions.upper && exclusions.lower) return 'inside';
  return isOutside(test, counts) ? 'outside' : 'open';
}

/** Whether these counts alone show that the share lies beyond what the rule allows. */
export function isOutside(test: SplitTest, counts: Counts): boolean {
  const canary = test.mirrored ? counts.stable : counts.canary;
  const stable = test.mirrored ? counts.canary : counts.stable;
  return (
    showsAbove(test, canary, stable + counts.unknown) || showsBelow(test, canary + counts.unknown, stable)
  );
}

/** Whether the share is shown to lie below the upper boundary. */
export function excludesUpper(test: SplitTest, canary: number, stable: number): boolean {
  return logMixture(test.againstUpperFromInside, canary, stable) >= test.insideThreshold;
}

/** Whether the share is shown to lie above the lower boundary. */
export function excludesLower(test: SplitTest, canary: number, stable: number): boolean {
  return logMixture(test.againstLowerFromInside, canary, stable) >= test.insideThreshold;
}

/** Whether the share is shown to be larger than the rule allows. */
export function showsAbove(test: SplitTest, canary: number, stable: number): boolean {
  if (canary <= test.high * (canary + stable)) return false;
  return logMixture(test.againstHighFromAbove, canary, stable) >= test.outsideThreshold;
}

/** Whether the share is shown to be smaller than the rule allows. */
export function showsBelow(test: SplitTest, canary: number, stable: number): boolean {
  if (canary >= test.low * (canary + stable)) return false;
  return logMixture(test.againstLowFromBelow, canary, stable) >= test.outsideThreshold;
}

/** How far the evidence for each answer has come, as fractions of what is needed; nothing speaks for one below 0. */
export function evidenceFor(
  test: SplitTest,
  counts: Counts,
  exclusions: Exclusions,
): { inside: number; outside: number } {
  const canary = test.mirrored ? counts.stable : counts.canary;
  const stable = test.mirrored ? counts.canary : counts.stable;
  const { unknown } = counts;
  const upper = logMixture(test.againstUpperFromInside, canary + unknown, stable) / test.insideThreshold;
  const lower = logMixture(test.againstLowerFromInside, canary, stable + unknown) / test.insideThreshold;
  const above = canary > test.high * (canary + stable + unknown);
  const below = canary + unknown < test.low * (canary + stable + unknown);
  const outside = above
    ? logMixture(test.againstHighFromAbove, canary, stable + unknown)
    : below
      ? logMixture(test.againstLowFromBelow, canary + unknown, stable)
      : 0;
  return {
    inside: Math.min(exclusions.upper ? 1 : fraction(upper), exclusions.lower ? 1 : fraction(lower)),
    outside: fraction(outside / test.outsideThreshold),
  };
}

function fraction(value: number): number {
  return Math.min(1, Math.max(0, value));
}
