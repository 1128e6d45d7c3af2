/**
 * Responses without a single leak that are needed to show "less than `leak` of the requests leak": the smallest n with
 * (1 - leak)^n <= errorRate. Sequential looks cost nothing, since the first leak ends the run.
 *
 * @example requestsWithoutLeak(0.01, 0.01) // 459
 */
export function requestsWithoutLeak(leak: number, errorRate: number): number {
  return Math.ceil(Math.log(errorRate) / Math.log1p(-leak));
}

/** The largest leak, as a fraction, that n responses without a leak cannot exclude: 1 - errorRate^(1/n). */
export function leakBound(responses: number, errorRate: number): number {
  return responses === 0 ? 1 : -Math.expm1(Math.log(errorRate) / responses);
}
