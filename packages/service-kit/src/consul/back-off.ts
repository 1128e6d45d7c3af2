const FIRST_MS = 100;
const MOST_MS = 2_000;

/**
 * How long to wait after a failed attempt, in milliseconds: twice as long each time, up to two seconds. Half of
 * it is left to chance (`random` in [0, 1)), so that replicas which lost Consul together do not come back
 * together.
 */
export function backOffMs(attempt: number, random: number): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** attempt);
  return (most / 2) * (1 + random);
}
