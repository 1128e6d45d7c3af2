import { readingLimit } from '../system/bounded-text.js';
import { deadline } from '../system/deadline.js';
import { askConsul, CONSUL_TIMEOUT_MS, type ConsulAgent, MOST_CONSUL_CHARACTERS } from './agent.js';
import { type Check, type HealthEntry, readCatalog, readHealth } from './read-health.js';

/** The worst status among the checks of an instance and of its node. Maintenance is critical, but on purpose. */
export type ConsulStatus = 'passing' | 'warning' | 'critical' | 'maintenance';

/** One registered instance of a service. */
export interface ConsulInstance {
  /** The service id. */
  instance: string;
  service: string;
  /** The service's address, else its node's: an IP address or a name. */
  address: string;
  port: number;
  status: ConsulStatus;
  weights: { passing: number; warning: number };
  /** The check with the worst status; null if all are passing. */
  check: { name: string; output: string } | null;
}

/** The instances of these services, healthy or not. Throws when Consul does not answer. */
export async function consulHealth(
  agent: ConsulAgent,
  services: readonly string[],
  signal: AbortSignal,
): Promise<ConsulInstance[]> {
  using end = deadline(signal, CONSUL_TIMEOUT_MS);
  const reading = { signal: end.signal, limit: readingLimit(MOST_CONSUL_CHARACTERS) };
  const answers = await Promise.all(
    services.map(async (service) =>
      readHealth(await askConsul(agent, `/v1/health/service/${encodeURIComponent(service)}`, reading)),
    ),
  );
  return answers.flat().map(instanceOf);
}

/** The names of all services that somebody has registered. Throws when Consul does not answer. */
export async function consulServices(agent: ConsulAgent, signal: AbortSignal): Promise<string[]> {
  const limit = readingLimit(MOST_CONSUL_CHARACTERS);
  return readCatalog(await askConsul(agent, '/v1/catalog/services', { signal, limit }));
}

function instanceOf({ nodeAddress, service, checks }: HealthEntry): ConsulInstance {
  const worst = worstOf(checks);
  return {
    instance: service.id,
    service: service.name,
    address: service.address || nodeAddress,
    port: service.port,
    status: worst === null ? 'passing' : statusOf(worst),
    weights: service.weights,
    check: worst === null ? null : { name: worst.name, output: worst.notes || worst.output },
  };
}

const ORDER: readonly ConsulStatus[] = ['maintenance', 'critical', 'warning'];

/** The check that decides about the whole; null when all are passing. */
function worstOf(checks: readonly Check[]): Check | null {
  const rank = (check: Check) => ORDER.indexOf(statusOf(check));
  const [worst] = checks
    .filter(({ status }) => status !== 'passing')
    .sort((one, other) => rank(one) - rank(other));
  return worst ?? null;
}

/** Maintenance is a critical check of a name that Consul keeps for it. */
function statusOf({ id, status }: Check): ConsulStatus {
  if (/^_(service|node)_maintenance/.test(id)) return 'maintenance';
  return status === 'passing' || status === 'warning' ? status : 'critical';
}

/** Whether Consul lets others know of it: neither critical nor in maintenance. */
export function isHealthy({ status }: Pick<ConsulInstance, 'status'>): boolean {
  return status === 'passing' || status === 'warning';
}

/** The weight that Consul's DNS gives it. */
export function dnsWeight({ status, weights }: Pick<ConsulInstance, 'status' | 'weights'>): number {
  return status === 'warning' ? weights.warning : weights.passing;
}
