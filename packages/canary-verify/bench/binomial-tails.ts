import { binomialPGreater, binomialPLess } from '../src/statistics/binomial-test.js';

/** Independent responses, each from the canary with probability `share`. */
export interface Binomial {
  trials: number;
  share: number;
}

/** The probability of at most `count` responses of the canary; any whole number will do. */
export function atMost(count: number, { trials, share }: Binomial): number {
  if (count < 0) return 0;
  return count >= trials ? 1 : binomialPLess({ hits: count, trials }, share);
}

/** The probability of at least `count` responses of the canary; any whole number will do. */
export function atLeast(count: number, { trials, share }: Binomial): number {
  if (count > trials) return 0;
  return count <= 0 ? 1 : binomialPGreater({ hits: count, trials }, share);
}
