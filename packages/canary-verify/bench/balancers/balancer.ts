import { type Mix, type Replica, replicaAddress, replicas } from './replicas.js';

/** One way to balance: a frontend of its own, and what is behind it. */
export interface Balancer {
  /** A name that HAProxy takes: letters, digits, `-` and `_`. */
  name: string;
  /** What stands in the frontend besides `bind`, and the backends: `sections` are complete. */
  configure(place: Place): { frontend: string[]; backends: string[] };
}

/** Where a balancer's sections stand. */
export interface Place {
  /** Of the replicas' sockets. */
  folder: string;
  /** A name that no other balancer's backends have. */
  name: string;
}

/** A backend's servers and how it chooses among them. */
export interface Pool {
  name: string;
  servers: readonly Replica[];
  /** Lines before the servers: `balance roundrobin`. */
  options: readonly string[];
  /** What follows the address of a server: `weight 11`. */
  each: (server: Replica) => string;
}

/** A `backend` section. */
export function backend(folder: string, { name, servers, options, each }: Pool): string {
  return [
    `backend ${name}`,
    ...options.map((option) => `  ${option}`),
    ...servers.map((server) =>
      `  server ${server.name} ${replicaAddress(folder, server.name)} ${each(server)}`.trimEnd(),
    ),
  ].join('\n');
}

/** A balancer with one backend, which does the choosing. */
export function oneBackend(name: string, pool: Omit<Pool, 'name'>): Balancer {
  return {
    name,
    configure: ({ folder, name: own }) => ({
      frontend: [`default_backend ${own}`],
      backends: [backend(folder, { name: own, ...pool })],
    }),
  };
}

/** A balancer with a backend for each version: the frontend chooses. */
export function twoBackends(name: string, mix: Mix, rule: string): Balancer {
  return {
    name,
    configure: ({ folder, name: own }) => ({
      frontend: [`use_backend ${own}-canary if ${rule}`, `default_backend ${own}-stable`],
      backends: (['canary', 'stable'] as const).map((track) =>
        backend(folder, {
          name: `${own}-${track}`,
          servers: replicas(mix).filter((server) => server.track === track),
          options: ['balance roundrobin'],
          each: () => '',
        }),
      ),
    }),
  };
}
