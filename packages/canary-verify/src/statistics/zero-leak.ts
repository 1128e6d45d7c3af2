import { checkCount, checkInnerFraction } from './argument-checks.js';

/**
 * The number of responses without a single leak that show "less than `leak` of the requests leak": the smallest n with
 * (1 - leak)^n <= errorRate. Sequential looks cost nothing, since the first leak ends the run.
 *
 * @param leak the leak to rule out, as a fraction: more than 0 and less than 1.
 * @param errorRate the chance to accept a leak of this size, as a fraction: more than 0 and less than 1.
 * @returns a whole number of at least 1.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * requestsWithoutLeak(0.01, 0.01) // 459
 */
export function requestsWithoutLeak(leak: number, errorRate: number): number {
  checkInnerFraction('leak', leak);
  checkInnerFraction('errorRate', errorRate);
  return Math.ceil(Math.log(errorRate) / Math.log1p(-leak));
}

/**
 * The largest leak that n responses without a leak cannot exclude: 1 - errorRate^(1/n).
 *
 * @param responses the number of responses without a leak: whole, at least 0.
 * @param errorRate the chance that a larger leak stays unseen, as a fraction: more than 0 and less than 1.
 * @returns a fraction from 0 to 1; 1 without responses.
 * @throws RangeError when an argument is out of its range.
 *
 * @example
 * leakBound(459, 0.01).toFixed(4) // '0.0100'
 */
export function leakBound(responses: number, errorRate: number): number {
  checkCount('responses', responses);
  checkInnerFraction('errorRate', errorRate);
  return responses === 0 ? 1 : -Math.expm1(Math.log(errorRate) / responses);
}
