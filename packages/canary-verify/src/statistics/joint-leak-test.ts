import { type LeakTest, leakEvidence, leakTest } from './leak-test.js';

/**
 * The test of "less than so many of the requests of all kinds together leak", where the kinds are asked equally often. It says of
 * each kind by itself only that it leaks less than a larger share.
 */
export interface JointLeakTest {
  kinds: number;
  /** The test of each kind by itself. */
  each: LeakTest;
  /** The test of the mean leak of all kinds, for the responses of all of them. */
  all: LeakTest;
}

/** The leaks to rule out, as fractions: of each kind, and the mean of all kinds. */
export interface JointLeak {
  each: number;
  all: number;
}

/** The responses of one kind: those without a leak, and those that may have leaked. */
export interface KindCounts {
  proofs: number;
  unknown: number;
}

/**
 * Prepares the test. Both errors have a chance of at most `errorRate`, and a run that needs both to be shown needs no more: the
 * one that is wrong must pass its own test.
 *
 * Kinds that leak p1, p2, ... all pass n responses each with the chance of the product of (1 - p)^n. By the inequality of the
 * arithmetic and the geometric mean that is at most (1 - mean)^(n * kinds), however the leaks are spread. For the same reason a
 * likelihood ratio against the mean grows beyond its threshold no more often than for kinds that all leak the mean: over one
 * response of each kind it is a product of factors that are linear in p, and 1 at the mean to be ruled out.
 */
export function jointLeakTest(kinds: number, leak: JointLeak, errorRate: number): JointLeakTest {
  const alone = leakTest(leak.each, errorRate);
  const together = leakTest(leak.all, errorRate);
  const responses = Math.max(alone.requestsWithoutLeak, Math.ceil(together.requestsWithoutLeak / kinds));
  return {
    kinds,
    each: leakTest(leak.each, errorRate, responses),
    all: leakTest(leak.all, errorRate, kinds * responses),
  };
}

/**
 * How far the evidence has come that the mean leak is smaller: 1 is enough. Kinds that have more responses than the least do not
 * count for more: among them a kind that leaks would weigh too little.
 */
export function jointEvidence({ kinds, all }: JointLeakTest, counts: readonly KindCounts[]): number {
  if (counts.length !== kinds) throw new RangeError(`the test is of ${kinds} kinds; got ${counts.length}`);
  const unknown = counts.reduce((sum, one) => sum + one.unknown, 0);
  const least = Math.min(...counts.map(({ proofs }) => proofs));
  return leakEvidence(all, { proofs: Math.max(0, kinds * least - unknown), unknown });
}
