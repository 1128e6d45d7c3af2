import type { ConsulAgent } from '../consul/agent.js';
import type { ConsulSource } from '../consul/count-replicas.js';
import type { Replicas } from '../terms/replicas.js';
import type { Track } from '../terms/track.js';
import { quoted, UsageError } from '../text/usage-error.js';
import type { Arm } from './arms.js';
import { readUrl } from './url.js';

/** How many replicas there are, said or asked for. */
export interface ConsulOptions {
  /** How many replicas there are of each version. Then all of them must answer. */
  replicas?: Replicas;
  /** Asks this Consul how many healthy replicas there are instead: `http://localhost:8500`. */
  consul?: string;
  /** Consul's token, if it wants one. */
  consulToken?: string;
  /**
   * The names of the services in Consul. Default `service-v1` (stable) and `service-v2` (canary). The same name twice is one service:
   * all its replicas are of the one version that is expected then.
   */
  services?: { stable: string; canary: string };
}

/** The names that service-kit's examples use. */
const DEFAULT_SERVICES = { stable: 'service-v1', canary: 'service-v2' };

/** Reads the names of the two services. */
export function readServices({ services }: Pick<ConsulOptions, 'services'>): ConsulSource['services'] {
  return services ?? DEFAULT_SERVICES;
}

/**
 * An expectation for what expects nothing and reads its options like a run: which share it has is never looked at. One service
 * alone has one version.
 */
export function expectNothing({ services }: Pick<ConsulOptions, 'services'>): { expect: string } {
  return { expect: services !== undefined && services.stable === services.canary ? '0%' : '50%' };
}

/** Reads where Consul is, and the services; null if it is not asked. Throws a UsageError. */
export function readConsul(
  options: ConsulOptions,
  arms: readonly Pick<Arm, 'expectation'>[],
): ConsulSource | null {
  const agent = readAgent(options);
  if (agent === null) return null;
  const services = readServices(options);
  return { ...agent, services, alone: versionAlone(services, arms) };
}

/** Reads where Consul is; null if it is not asked. Throws a UsageError. */
export function readAgent({ consul, consulToken, replicas }: ConsulOptions): ConsulAgent | null {
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
  return { url: url.origin, token: consulToken ?? null };
}

/** The version that the one service has, where there is only one; null for two services. Throws a UsageError. */
function versionAlone(
  { stable, canary }: ConsulSource['services'],
  arms: readonly Pick<Arm, 'expectation'>[],
): Track | null {
  if (stable !== canary) return null;
  const [first, ...others] = arms.map(({ expectation }) =>
    expectation.kind === 'only' ? expectation.track : null,
  );
  if (first != null && others.every((track) => track === first)) return first;
  throw new UsageError(
    'services',
    `must name two services for a share, STABLE+CANARY; got ${quoted(stable)} for both. Versions that differ by tags of one service are not told apart in Consul: leave \`consul\` out, or expect one version alone (0% or 100%)`,
  );
}
