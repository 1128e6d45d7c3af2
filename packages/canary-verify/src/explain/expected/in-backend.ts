import { type PooledServer, type ServerPool, serverNamed } from '../../haproxy/index.js';
import type { Route, TakenBackend, Untold } from '../../options/taken.js';
import type { Track } from '../../terms/track.js';
import { type ConfigurationView, poolNamed } from '../situation/configuration-view.js';
import { recordOf, serviceIn } from '../situation/pools.js';
import { isPassing, type Situation } from '../situation/situation.js';
import { versionOfServer } from './versions.js';
import { shared, type Weighed, weighed } from './weighed.js';

/** The shares of the versions in a backend. If it has servers of one version only, weights do not matter. */
export function inBackend(
  route: Route & { backend: string },
  config: ConfigurationView,
  situation: Situation,
): TakenBackend | Untold {
  const pool = poolNamed(config, route.backend);
  if (pool === null || pool.servers.length === 0) return { why: `backend ${route.backend} has no servers` };
  if (route.server !== null) return atServer(route, pool, situation);
  const servers = pool.servers.map((server) => ({
    server,
    track: versionOfServer(server, pool, situation.known),
  }));
  const nobodys = servers.find(({ track }) => track === null);
  if (nobodys !== undefined)
    return { why: `which version ${pool.name}/${nobodys.server.name} is of is not known` };
  const only = servers[0]?.track;
  if (only !== undefined && only !== null && servers.every(({ track }) => track === only))
    return alone(route, only);
  if (!dealsByWeight(pool)) return { why: `${lineOf(pool)} does not deal requests out by weight` };
  const stable = sideOf('stable', servers, situation);
  const canary = sideOf('canary', servers, situation);
  if (stable === null || canary === null)
    return { why: `the weights in backend ${pool.name} come from DNS: name Consul as well` };
  return shared(route, { stable, canary });
}

/** A rule or a cookie has chosen it: weights have no say. */
function atServer(
  route: Route & { backend: string },
  pool: ServerPool,
  { known }: Situation,
): TakenBackend | Untold {
  const server = serverNamed(pool.servers, route.server ?? '');
  const track = server === null ? null : versionOfServer(server, pool, known);
  if (track !== null) return alone(route, track);
  return { why: `which version ${pool.name}/${route.server} is of is not known` };
}

function alone(route: Route, track: Track): TakenBackend {
  const side = (share: number) => ({ instances: null, share });
  return { ...route, stable: side(track === 'stable' ? 1 : 0), canary: side(track === 'canary' ? 1 : 0) };
}

function dealsByWeight({ balance }: ServerPool): boolean {
  return balance?.weights === 'exactly' || balance?.weights === 'roughly';
}

function lineOf({ balance, place }: ServerPool): string {
  const { file, line } = balance?.place ?? place;
  return `${file}:${line}: ${balance?.text ?? 'an algorithm that is not known here'}`;
}

interface Versioned {
  server: PooledServer;
  track: Track | null;
}

/**
 * The total weight of a version's servers; null if it is not known. Backup servers get nothing while others are
 * up.
 */
function sideOf(track: Track, servers: readonly Versioned[], situation: Situation): Weighed | null {
  const backup = servers.every(({ server }) => server.backup);
  const own = servers.filter(
    (one) => one.track === track && !one.server.disabled && one.server.backup === backup,
  );
  let sum: Weighed = { instances: 0, weight: 0 };
  for (const { server } of own) {
    const one = weightOf(server, situation);
    if (one === null) return null;
    sum = { instances: (sum.instances ?? 0) + (one.instances ?? 0), weight: sum.weight + one.weight };
  }
  return sum;
}

function weightOf(server: PooledServer, { instances, known }: Situation): Weighed | null {
  const service = serviceIn(recordOf(server));
  if (service !== null && known.consul !== null)
    return weighed(instances.filter((one) => one.service === service).filter(isPassing), server.weight);
  if (server.weight === null || server.count === null) return null;
  return { instances: server.count, weight: server.weight * server.count };
}
