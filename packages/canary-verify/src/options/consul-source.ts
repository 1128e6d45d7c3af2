import type { ConsulSource } from '../consul/count-replicas.js';
import type { Replicas } from '../terms/replicas.js';
import { UsageError } from '../text/usage-error.js';
import { readUrl } from './url.js';

/** How many replicas there are, said or asked for. */
export interface ConsulOptions {
  /** How many replicas there are of each version. Then all of them must answer. */
  replicas?: Replicas;
  /** Asks this Consul how many healthy replicas there are instead: `http://localhost:8500`. */
  consul?: string;
  /** Consul's token, if it wants one. */
  consulToken?: string;
  /** The names of the services in Consul. Default `service-v1` (stable) and `service-v2` (canary). */
  services?: { stable: string; canary: string };
}

/** The names that service-kit's examples use. */
const DEFAULT_SERVICES = { stable: 'service-v1', canary: 'service-v2' };

/** Reads the names of the two services. */
export function readServices({ services }: Pick<ConsulOptions, 'services'>): ConsulSource['services'] {
  return services ?? DEFAULT_SERVICES;
}

/** Reads where Consul is; null if it is not asked. Throws a UsageError. */
export function readConsul(options: ConsulOptions): ConsulSource | null {
  const { consul, consulToken, replicas } = options;
  if (consul === undefined) return null;
  if (replicas !== undefined)
    throw new UsageError('consul', 'and `replicas` exclude each other: each gives the number of replicas');
  const url = readUrl(
    { option: 'consul', example: 'http://localhost:8500', instead: 'set CONSUL_HTTP_TOKEN' },
    consul,
  );
  // `fetch` would quote a token that HTTP cannot carry in its error.
  if (/[^\x21-\x7e]/.test(consulToken ?? ''))
    throw new UsageError('consulToken', 'must be ASCII without spaces and control characters');
  return { url: url.origin, token: consulToken ?? null, services: readServices(options) };
}
