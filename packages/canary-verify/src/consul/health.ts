import { deadline } from '../system/deadline.js';
import { askConsul, CONSUL_TIMEOUT_MS, type ConsulAgent } from './agent.js';

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

/** One entry of Consul's answer to GET /v1/health/service/:service, as far as it is used. */
interface HealthEntry {
  Node: { Address: string };
  Service: {
    ID: string;
    Service: string;
    Address: string;
    Port: number;
    Weights?: { Passing: number; Warning: number };
  };
  Checks: Check[];
}

interface Check {
  CheckID?: string;
  Name?: string;
  Status: string;
  Output?: string;
  Notes?: string;
}

/** The instances of these services, healthy or not. Throws when Consul does not answer. */
export async function consulHealth(
  agent: ConsulAgent,
  services: readonly string[],
  signal: AbortSignal,
): Promise<ConsulInstance[]> {
  using end = deadline(signal, CONSUL_TIMEOUT_MS);
  const answers = await Promise.all(
    services.map((service) =>
      askConsul<HealthEntry[]>(agent, `/v1/health/service/${encodeURIComponent(service)}`, end.signal),
    ),
  );
  return answers.flat().map(instanceOf);
}

/** The names of all services that somebody has registered. Throws when Consul does not answer. */
export async function consulServices(agent: ConsulAgent, signal: AbortSignal): Promise<string[]> {
  return Object.keys(await askConsul<Record<string, unknown>>(agent, '/v1/catalog/services', signal));
}

function instanceOf({ Node, Service, Checks }: HealthEntry): ConsulInstance {
  const worst = worstOf(Checks);
  return {
    instance: Service.ID,
    service: Service.Service,
    address: Service.Address || Node.Address,
    port: Service.Port,
    status: worst === null ? 'passing' : statusOf(worst),
    weights: { passing: Service.Weights?.Passing ?? 1, warning: Service.Weights?.Warning ?? 1 },
    check: worst === null ? null : { name: worst.Name ?? '', output: worst.Notes || worst.Output || '' },
  };
}

const ORDER: readonly ConsulStatus[] = ['maintenance', 'critical', 'warning'];

/** The check that decides about the whole; null when all are passing. */
function worstOf(checks: readonly Check[]): Check | null {
  const rank = (check: Check) => ORDER.indexOf(statusOf(check));
  const [worst] = checks
    .filter(({ Status }) => Status !== 'passing')
    .sort((one, other) => rank(one) - rank(other));
  return worst ?? null;
}

/** Maintenance is a critical check of a name that Consul keeps for it. */
function statusOf({ CheckID = '', Status }: Check): ConsulStatus {
  if (/^_(service|node)_maintenance/.test(CheckID)) return 'maintenance';
  return Status === 'passing' || Status === 'warning' ? Status : 'critical';
}

/** Whether Consul lets others know of it: neither critical nor in maintenance. */
export function isHealthy({ status }: Pick<ConsulInstance, 'status'>): boolean {
  return status === 'passing' || status === 'warning';
}

/** The weight that Consul's DNS gives it. */
export function dnsWeight({ status, weights }: Pick<ConsulInstance, 'status' | 'weights'>): number {
  return status === 'warning' ? weights.warning : weights.passing;
}
