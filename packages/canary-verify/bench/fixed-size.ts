import { atLeast, atMost } from './binomial-tails.js';

/** Is the share within `tolerance` of `share`? Fractions of 1; `errorRate` bounds each kind of wrong answer. */
export interface FixedSizeQuestion {
  share: number;
  tolerance: number;
  errorRate: number;
}

/** The counts that a fixed-size test accepts, both ends included; none when `least` exceeds `most`. */
export interface Acceptance {
  least: number;
  most: number;
}

/** How far around a size that is about right others are tried, as a fraction of it: power is not monotone in the size. */
const SCAN = 0.07;

/**
 * The number of requests that a test of a size fixed beforehand needs.
 *
 * The test is the exact form of two one-sided tests (Schuirmann 1987), each at level `errorRate`. The result is the
 * smallest size from which its power at the expected share is at least 1 - `errorRate` and stays so.
 */
export function fixedSizeRequests(question: FixedSizeQuestion): number {
  const centre = firstSizeWithPower(question);
  const first = Math.floor(centre * (1 - SCAN));
  let region: Acceptance = acceptance(question, first);
  let enough = first;
  for (let size = first; size <= centre * (1 + SCAN); size++) {
    region = acceptance(question, size, region);
    if (!hasPower(question, size, region)) enough = size + 1;
  }
  return enough;
}

/** Some size near the wanted one: by bisection, as if power were monotone. */
function firstSizeWithPower(question: FixedSizeQuestion): number {
  let tooSmall = 1;
  let enough = 2;
  while (!hasPower(question, enough)) {
    tooSmall = enough;
    enough *= 2;
  }
  while (enough - tooSmall > 1) {
    const middle = Math.floor((tooSmall + enough) / 2);
    if (hasPower(question, middle)) enough = middle;
    else tooSmall = middle;
  }
  return enough;
}

/** Whether the test of this size accepts the expected share with probability of at least 1 - `errorRate`. */
function hasPower(
  question: FixedSizeQuestion,
  trials: number,
  region: Acceptance = acceptance(question, trials),
): boolean {
  if (region.least > region.most) return false;
  const expected = { trials, share: question.share };
  const missed = atLeast(region.most + 1, expected) + atMost(region.least - 1, expected);
  return missed <= question.errorRate;
}

/** The widest region that either boundary reaches with probability of at most `errorRate`, searched from `near`. */
export function acceptance(
  { share, tolerance, errorRate }: FixedSizeQuestion,
  trials: number,
  near: Acceptance = { least: Math.round(trials * share), most: Math.round(trials * share) },
): Acceptance {
  const above = { trials, share: share + tolerance };
  const below = { trials, share: share - tolerance };
  let { least, most } = near;
  while (most >= 0 && atMost(most, above) > errorRate) most--;
  while (atMost(most + 1, above) <= errorRate) most++;
  while (least <= trials && atLeast(least, below) > errorRate) least++;
  while (atLeast(least - 1, below) <= errorRate) least--;
  return { least, most };
}
