import { isRoutable } from '../../haproxy/index.js';
import type { Cause } from '../../verdict/cause.js';
import type { Pool } from '../situation/pools.js';
import { isPassing, type Situation } from '../situation/situation.js';
import { dnsSilent } from './dns-silent.js';
import { isFailing } from './traffic-fails.js';

/**
 * Finds a backend of the stable version in which nobody takes requests. After a promotion the canaries of the same backend do, or
 * nothing is sent there: then all is well.
 */
export function stableEmpty(situation: Situation): Cause | null {
  const { known, pools, instances } = situation;
  const { stable } = known.services;
  const pool = pools.find((one) => one.service === stable && isDeserted(one));
  if (pool === undefined || dnsSilent(situation) !== null) return null;
  if (known.traffic.length > 0 && !known.traffic.some(isFailing)) return null;
  const registered = known.consul === null ? null : instances.filter(({ service }) => service === stable);
  const healthy = registered?.filter(isPassing).length ?? null;
  // Instances that HAProxy does not reach are another cause.
  if (healthy !== null && healthy > 0) return null;
  return {
    kind: 'stable-empty',
    service: stable,
    backend: pool.backend,
    registered: registered?.length ?? null,
    healthy,
    place: pool.configured?.place ?? null,
  };
}

function isDeserted({ backend, process }: Pool): boolean {
  return !process.servers.some((server) => server.backend === backend && isRoutable(server));
}
