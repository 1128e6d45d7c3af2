/** The TCP connections that responses came over. */
export interface SeenConnections {
  count: number;
  /** The latest ones, by their number modulo the length. */
  latest: Float64Array;
}

/** Older connections are forgotten: so many are never in use at once. */
const MOST_REMEMBERED = 4_096;

export function noConnections(): SeenConnections {
  return { count: 0, latest: new Float64Array(MOST_REMEMBERED).fill(-1) };
}

/** Counts the connection of a response, unless it is known. */
export function countConnection(seen: SeenConnections, connection: number): void {
  const slot = connection % MOST_REMEMBERED;
  if (seen.latest[slot] === connection) return;
  seen.latest[slot] = connection;
  seen.count++;
}
