import { reachableHost } from '../kinds.js';
import { shown } from '../option-reader.js';

/** A healthy instance of a service. */
export interface DiscoveredInstance {
  /** The service id in Consul. */
  instance: string;
  address: string;
  port: number;
  /** The weight in HAProxy: Consul's weight divided by 256, rounded up. */
  weight: number;
  track: 'stable' | 'canary' | null;
}

/** The instances that an answer of Consul's tells of, and what in it cannot be used, in words. */
export interface InstancesFound {
  instances: readonly DiscoveredInstance[];
  refused: readonly string[];
}

/** One entry of Consul's answer to GET /v1/health/service/:service, as far as it is used. Nothing of it is certain. */
interface HealthEntry {
  Node?: { Address?: unknown } | null;
  Service?: {
    ID?: unknown;
    Address?: unknown;
    Port?: unknown;
    Meta?: Readonly<Record<string, unknown>> | null;
    Weights?: { Passing?: unknown; Warning?: unknown } | null;
  } | null;
  Checks?: readonly ({ Status?: unknown } | null)[] | null;
}

/**
 * The instances in an answer of Consul's, in the order of their ids. Anybody who may register can write anything there:
 * what is no address or no port is left out, and named.
 */
export function instancesIn(answer: unknown): InstancesFound {
  if (!Array.isArray(answer)) return { instances: [], refused: ['the answer is not a list'] };
  const instances: DiscoveredInstance[] = [];
  const refused: string[] = [];
  for (const entry of answer as (HealthEntry | null)[]) {
    const read = readEntry(entry ?? {});
    if (typeof read === 'string') refused.push(read);
    else instances.push(read);
  }
  return { instances: instances.sort((one, other) => (one.instance < other.instance ? -1 : 1)), refused };
}

function readEntry({ Node, Service, Checks }: HealthEntry): DiscoveredInstance | string {
  const { ID, Address, Port, Meta, Weights } = Service ?? {};
  if (typeof ID !== 'string' || ID === '') return 'an instance without an id';
  const named = typeof Address === 'string' && Address !== '' ? Address : Node?.Address;
  const address = reachableHost.read(named);
  if (address === undefined) return `${shown(ID)} has no address: ${shown(named)}`;
  if (!Number.isInteger(Port) || (Port as number) < 1 || (Port as number) > 65_535)
    return `${shown(ID)} has no port: ${shown(Port)}`;
  const warning = Array.isArray(Checks) && Checks.some((check) => check?.Status === 'warning');
  const weight = Number((warning ? Weights?.Warning : Weights?.Passing) ?? 1);
  const track = Meta?.track;
  return {
    instance: ID,
    address,
    port: Port as number,
    // In the SRV answers, too, an instance with a warning has the other weight (HAProxy: src/resolvers.c).
    weight: Number.isInteger(weight) && weight >= 0 && weight <= 65_535 ? (weight + 255) >> 8 : 1,
    track: track === 'stable' || track === 'canary' ? track : null,
  };
}

/**
 * The instances that a request may go to. A marked one goes to the canaries when the service has any: a service that is
 * not part of the rollout must not fail it. An unmarked one never goes to a canary.
 */
export function eligible(
  instances: readonly DiscoveredInstance[],
  marked: boolean,
): readonly DiscoveredInstance[] {
  const canaries = instances.filter(({ track }) => track === 'canary');
  if (marked && canaries.length > 0) return canaries;
  return instances.filter(({ track }) => track !== 'canary');
}

/** A request that no instance is there for. */
export interface Unserved {
  service: string;
  marked: boolean;
  /** What would mark it, in words. */
  mark: string;
  /** The healthy instances; null as long as Consul has not answered. */
  instances: readonly DiscoveredInstance[] | null;
}

/** Why no instance is eligible, in words: what there is instead. */
export function whyNone({ service, marked, mark, instances }: Unserved): string {
  if (instances === null) return `No instance of ${service} is known: Consul has not answered yet`;
  if (instances.length === 0) return `No healthy instance of ${service} is known`;
  const suitable = eligible(instances, marked);
  const request = `a request that is ${marked ? '' : 'not '}marked (${mark})`;
  if (suitable.length === 0)
    return `No healthy instance of ${service} for ${request}: there are only canaries, ${named(instances)}`;
  return `No healthy instance of ${service} for ${request} has a weight: there are ${named(suitable)}`;
}

function named(instances: readonly DiscoveredInstance[]): string {
  const names = instances.slice(0, 5).map(({ instance }) => shown(instance).slice(1, -1));
  return `${names.join(', ')}${instances.length > names.length ? ' …' : ''}`;
}
