import { type Balancer, oneBackend } from './balancer.js';
import { replicas } from './replicas.js';

const nineAndOne = replicas({ stable: 9, canary: 1 });

/** Persistence by a cookie that names the server (Configuration Manual 2.6, section 4.2, "cookie"). */
export const byCookie: Balancer = oneBackend('cookie', {
  servers: nineAndOne,
  options: ['balance roundrobin', 'cookie SRV insert indirect nocache'],
  each: ({ name }) => `cookie ${name}`,
});

/**
 * Every request of one address to one server (section 4.2, "balance source"). The hash of an address chooses by the
 * place in the list: `canaryAt` says where the canary stands.
 */
export function bySource(canaryAt: number): Balancer {
  const servers = replicas({ stable: 9, canary: 0 });
  servers.splice(canaryAt, 0, ...replicas({ stable: 0, canary: 1 }));
  return oneBackend(`source-${canaryAt}`, { servers, options: ['balance source'], each: () => '' });
}

/** Routing by connection: HAProxy does not look into it, so all requests on one meet the same server (section 4.2, "mode"). */
export function byConnection(percent: 10 | 1): Balancer {
  const stableWeight = percent === 10 ? 1 : 11;
  const balancer = oneBackend(`tcp-${percent}`, {
    servers: nineAndOne,
    options: ['mode tcp', 'balance roundrobin'],
    each: ({ track }) => `weight ${track === 'stable' ? stableWeight : 1}`,
  });
  return {
    name: balancer.name,
    configure: (place) => {
      const { frontend, backends } = balancer.configure(place);
      return { frontend: ['mode tcp', ...frontend], backends };
    },
  };
}
