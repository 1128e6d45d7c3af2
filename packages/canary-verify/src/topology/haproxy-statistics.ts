import { type RuntimeServer, statisticsOf } from '../haproxy/index.js';
/** Asks HAProxy for its statistics. Needs `stats show-legends` for the addresses. */
export async function haproxyServers(statsUrl: string): Promise<readonly RuntimeServer[]> {
  const { servers } = await statisticsOf({ url: statsUrl, authorization: null }, AbortSignal.timeout(2_000));
  return servers;
}
