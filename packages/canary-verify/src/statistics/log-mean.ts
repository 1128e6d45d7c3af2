/** The log of the mean of numbers that are given as logs. */
export function logMean(logs: ArrayLike<number> & Iterable<number>): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const log of logs) largest = Math.max(largest, log);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - largest);
  return largest + Math.log(sum / logs.length);
}
