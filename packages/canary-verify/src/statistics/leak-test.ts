import { type Alternative, alternative, logMixture } from './likelihood-mixture.js';
import { requestsWithoutLeak } from './zero-leak.js';

/**
 * The test of "less than so many of the requests leak", when some requests may have leaked: they failed, or did not say which
 * version answered.
 */
export interface LeakTest {
  /** So many responses show it when no request may have leaked. */
  requestsWithoutLeak: number;
  /** Shares below the leak that speak for fewer leaks. */
  alternatives: readonly Alternative[];
  /** The evidence that shows it when some may have leaked, as the log of a likelihood ratio. */
  threshold: number;
}

/** Alternatives as parts of the leak, and their weights. */
const BELOW = [
  { part: 0.05, weight: 0.4 },
  { part: 0.15, weight: 0.3 },
  { part: 0.35, weight: 0.2 },
  { part: 0.6, weight: 0.1 },
] as const;

/** A part of the error rate that is hardly worth having. */
const TOO_LITTLE = 1e-4;

/**
 * Prepares the test. The first {@link requestsWithoutLeak} responses without any doubt use nearly the whole error rate. What
 * rounding leaves of it decides where there is doubt. So the two together accept a leak of this size with a chance of at most
 * `errorRate`, at any number of responses.
 *
 * @param atLeast fewer responses are not enough, even without any doubt.
 */
export function leakTest(leak: number, errorRate: number, atLeast = 1): LeakTest {
  const least = Math.max(atLeast, requestsWithoutLeak(leak, errorRate));
  const leftAfter = (responses: number) => errorRate - Math.exp(responses * Math.log1p(-leak));
  const enough = leftAfter(least) < TOO_LITTLE * errorRate ? least + 1 : least;
  return {
    requestsWithoutLeak: enough,
    alternatives: alternativesUnder(leak),
    threshold: -Math.log(leftAfter(enough)),
  };
}

/** Alternatives well below a share: they speak for fewer. */
export function alternativesUnder(share: number): Alternative[] {
  return BELOW.map(({ part, weight }) => alternative(weight, part * share, share));
}

/** How far the evidence has come that leaks are rarer: 1 is enough. `unknown` requests may have leaked, `proofs` have not. */
export function leakEvidence(
  test: LeakTest,
  { proofs, unknown }: { proofs: number; unknown: number },
): number {
  const part =
    unknown === 0
      ? proofs / test.requestsWithoutLeak
      : logMixture(test.alternatives, unknown, proofs) / test.threshold;
  return Math.min(1, Math.max(0, part));
}
