import { isRoutable } from '../../haproxy/index.js';
import type { Cause } from '../../verdict/cause.js';
import type { Pool } from '../situation/pools.js';
import { isPassing, type Situation } from '../situation/situation.js';
import { dnsSilent } from './dns-silent.js';

/** Finds a canary without a server that takes requests: they go to the stable version, or get 503. */
export function canaryEmpty(situation: Situation): Cause | null {
  const { known, pools, instances } = situation;
  const { canary } = known.services;
  const own = pools.filter(({ service }) => service === canary);
  const [pool] = own;
  if (pool === undefined || own.some(({ servers }) => servers.some(isRoutable))) return null;
  if (dnsSilent(situation) !== null) return null;
  const registered = known.consul === null ? null : instances.filter(({ service }) => service === canary);
  return {
    kind: 'canary-empty',
    service: canary,
    backend: pool.backend,
    registered: registered?.length ?? null,
    healthy: registered?.filter(isPassing).length ?? null,
    instead: insteadOf(pool, situation),
    place: pool.configured?.place ?? null,
  };
}

/** Other servers of the same backend take the requests; else what answered marked requests tells. */
function insteadOf({ backend, process }: Pool, { known }: Situation): string | null {
  if (process.servers.some((server) => server.backend === backend && isRoutable(server))) return backend;
  const stable = known.traffic.reduce((sum, arm) => sum + arm.stable, 0);
  const failed = known.traffic.reduce((sum, arm) => sum + arm.failed, 0);
  return stable > failed ? known.services.stable : null;
}
