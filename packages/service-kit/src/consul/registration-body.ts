import type { Identity } from '../identity.js';
import { type CheckBody, type CheckedAt, checkBody } from './check-body.js';
import type { Check } from './checks.js';

/** The weights of a service in Consul, each from 1 (`Warning`: 0) to 65,535. */
export interface ConsulWeights {
  passing: number;
  warning: number;
}

/** The registration of a service, in the words of Consul's API. */
export interface RegistrationBody {
  ID: string;
  Name: string;
  Address: string;
  Port: number;
  Tags: readonly string[];
  Meta: Readonly<Record<string, string>>;
  Weights: { Passing: number; Warning: number };
  Checks: readonly CheckBody[];
  TaggedAddresses?: Readonly<Record<string, { Address: string; Port: number }>>;
  EnableTagOverride?: boolean;
  Connect?: { SidecarService: { Port?: number } };
}

/** The agent's record of a service, as far as it is compared. */
export interface AgentService {
  Service: string;
  Address: string;
  Port: number;
  Tags: readonly string[] | null;
  Meta: Readonly<Record<string, string>> | null;
  Weights: { Passing: number; Warning: number };
  ContentHash: string;
  TaggedAddresses?: Readonly<Record<string, { Address: string; Port: number }>> | null;
}

/** An address of the service for those who come from somewhere else: `lan`, `wan`, `virtual` or a name of one's own. */
export interface TaggedAddress {
  address: string;
  port: number;
}

/** A proxy of Consul Connect beside the service. `port` 0: Consul chooses one. */
export interface Sidecar {
  port: number;
}

export interface Announcement {
  identity: Pick<Identity, 'instance' | 'service' | 'version' | 'track'>;
  /** Where it is, and where Consul asks for the service's health. */
  checked: CheckedAt;
  tags: readonly string[];
  /** Others may change the tags, and then they stay changed. */
  enableTagOverride: boolean;
  meta: Readonly<Record<string, string>>;
  weights: ConsulWeights;
  checks: readonly Check[];
  deregisterAfterMs: number;
  taggedAddresses: Readonly<Record<string, TaggedAddress>>;
  sidecar: Sidecar | null;
}

/** Consul's weights for a service that names none. */
export const DEFAULT_WEIGHTS: ConsulWeights = { passing: 1, warning: 1 };

/** The body for Consul. */
export function registrationBody(announcement: Announcement): RegistrationBody {
  const { identity, checked, tags, meta, weights, checks, deregisterAfterMs } = announcement;
  const tagged = Object.entries(announcement.taggedAddresses);
  const { instance, service, version, track } = identity;
  return {
    ID: instance,
    Name: service,
    Address: checked.address,
    Port: checked.port,
    Tags: tags,
    Meta: { ...meta, ...(version !== null && { version }), ...(track !== null && { track }) },
    Weights: { Passing: weights.passing, Warning: weights.warning },
    Checks: checks.map((check) => checkBody(identity.instance, checked, { check, deregisterAfterMs })),
    ...(tagged.length > 0 && {
      TaggedAddresses: Object.fromEntries(
        tagged.map(([name, { address, port }]) => [name, { Address: address, Port: port }]),
      ),
    }),
    ...(announcement.enableTagOverride && { EnableTagOverride: true }),
    ...(announcement.sidecar !== null && {
      Connect: { SidecarService: announcement.sidecar.port === 0 ? {} : { Port: announcement.sidecar.port } },
    }),
  };
}

/**
 * The weights that HAProxy sees as `weight` (1 to 255): it divides the weight of an SRV record by 256 and rounds up, so
 * that 90 and 10 would both become 1. `warning` is the same, or a warning of the whole node would take all its services
 * out of HAProxy.
 */
export function haproxyWeights(weight: number): ConsulWeights {
  return { passing: 256 * weight, warning: 256 * weight };
}

/** Whether what an agent says is such a record, as far as it is used. */
export function isAgentService(said: unknown): said is AgentService {
  const { Service, Address, Port, Weights, ContentHash } = (said ?? {}) as Partial<
    Record<keyof AgentService, unknown>
  >;
  return (
    [Service, Address, ContentHash].every((field) => typeof field === 'string') &&
    typeof Port === 'number' &&
    typeof Weights === 'object' &&
    Weights !== null
  );
}

/** Whether the agent has registered just this. */
export function isRegisteredAs(known: AgentService, body: RegistrationBody): boolean {
  return (
    known.Service === body.Name &&
    known.Address === body.Address &&
    known.Port === body.Port &&
    known.Weights.Passing === body.Weights.Passing &&
    known.Weights.Warning === body.Weights.Warning &&
    (body.EnableTagOverride === true || sameText(known.Tags ?? [], body.Tags)) &&
    sameAddresses(known.TaggedAddresses ?? {}, body.TaggedAddresses ?? {}) &&
    sameText(Object.entries(known.Meta ?? {}).map(String), Object.entries(body.Meta).map(String))
  );
}

/** Whether it is the registration of somebody else: the same id, but none of our places. */
export function isElsewhere(
  known: Pick<AgentService, 'Address' | 'Port'>,
  ours: readonly RegistrationBody[],
): boolean {
  return !ours.some(({ Address, Port }) => known.Address === Address && known.Port === Port);
}

/** Those that we have named: Consul adds more. */
function sameAddresses(
  known: NonNullable<AgentService['TaggedAddresses']>,
  wanted: NonNullable<RegistrationBody['TaggedAddresses']>,
): boolean {
  return Object.entries(wanted).every(
    ([name, { Address, Port }]) => known[name]?.Address === Address && known[name]?.Port === Port,
  );
}

/** In any order: Consul keeps none for the keys of a map. */
function sameText(some: readonly string[], others: readonly string[]): boolean {
  return [...some].sort().join('\n') === [...others].sort().join('\n');
}
