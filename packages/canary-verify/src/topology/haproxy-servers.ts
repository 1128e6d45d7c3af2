import { type RuntimeServer, readProcess, type StatsPlace } from '../haproxy/index.js';

/** The servers that a running HAProxy shows, at its statistics page or its runtime socket. */
export async function haproxyServers(place: StatsPlace): Promise<readonly RuntimeServer[]> {
  return (await haproxyProcess(place)).servers;
}

/** A running HAProxy. Throws when it does not answer. */
export async function haproxyProcess(
  place: StatsPlace,
): Promise<{ pid: number | null; servers: readonly RuntimeServer[] }> {
  const answer = await readProcess(place, new AbortController().signal);
  if ('failure' in answer) throw new Error(answer.failure);
  return answer.process;
}
