/**
 * Whether it is evidence that one of `replicas` was not seen in so many responses, when each of them should get at least
 * `share` of them (a fraction). Wrong with a chance of at most `errorRate` for all replicas together, however often one
 * looks: (1 - share)^-responses is a fair bet against each while it is not seen.
 *
 * @example showsUnseen({ replicas: 10, share: 0.1, errorRate: 0.01 }, 66) // true
 */
export function showsUnseen(
  { replicas, share, errorRate }: { replicas: number; share: number; errorRate: number },
  responses: number,
): boolean {
  return -responses * Math.log1p(-share) >= Math.log(replicas / errorRate);
}
