import type { PooledServer, ServerPool } from '../backends/server-pool.js';
import { sharedServers } from '../backends/shared-servers.js';
import type { Unshared } from '../backends/shares.js';
import { type HaproxyProcess, isRoutable, type RuntimeServer } from '../runtime/process.js';
import type { InspectedFrontend, RunningHaproxy, VersionName } from './inspection.js';
import { canaryShare, servedParts, servedShares } from './served-shares.js';

/** The shares in the files, to compare with a running process. */
export interface ConfiguredShares {
  pools: readonly ServerPool[];
  canaries: readonly VersionName[];
  frontends: readonly InspectedFrontend[];
}

/** The shares that follow from the weights and states that a running HAProxy has now. */
export function runningShares(process: HaproxyProcess, written: ConfiguredShares): RunningHaproxy {
  const backends = written.pools.map((pool) => poolNow(pool, process.servers));
  const parts = servedParts(backends, written.canaries);
  const frontends = written.frontends.map(({ name, unmarked: { deduction } }) => {
    const served = servedShares(deduction, parts);
    return { name, served, canaryShare: canaryShare(deduction, served, written.canaries) };
  });
  return { source: process.source, version: process.version, failure: null, backends, frontends };
}

/** A backend with a server for each slot that HAProxy shows. */
function poolNow(pool: ServerPool, servers: readonly RuntimeServer[]): ServerPool {
  const now = servers
    .filter(({ backend }) => backend === pool.name)
    .map((server) => serverNow(server, writtenAs(server.name, pool)));
  return { ...pool, ...sharedServers(now, { ...pool, numbered: false }) };
}

function writtenAs(name: string, { servers }: ServerPool): PooledServer | undefined {
  return servers.find(
    (one) => one.name === name || (one.slots !== null && isSlot(name, one.name, one.slots)),
  );
}

function isSlot(name: string, prefix: string, { first, last }: { first: number; last: number }): boolean {
  const number = name.startsWith(prefix) ? name.slice(prefix.length) : '';
  return /^\d+$/.test(number) && Number(number) >= first && Number(number) <= last;
}

function serverNow(server: RuntimeServer, written: PooledServer | undefined): Unshared {
  const takes = isRoutable(server);
  return {
    name: server.name,
    slots: null,
    address: server.address ?? written?.address ?? '',
    leadsOn: written?.leadsOn ?? null,
    count: 1,
    weight: server.weight,
    weightBy: 'line',
    backup: server.backup,
    disabled: !takes,
    resolvers: written?.resolvers ?? null,
    slowstartSeconds: written?.slowstartSeconds ?? null,
    cookie: server.cookie,
    maxconn: written?.maxconn ?? null,
    place: written?.place ?? { file: '', line: 0 },
  };
}
