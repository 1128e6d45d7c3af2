import { type Identity, urlOf } from '../identity.js';

/** What Consul's agent is told of a service, in Consul's own words. */
export interface RegistrationBody {
  ID: string;
  Name: string;
  Address: string;
  Port: number;
  Tags: readonly string[];
  Meta: Readonly<Record<string, string>>;
  Weights?: { Passing: number; Warning: number };
  Checks: readonly HttpCheck[];
}

export interface HttpCheck {
  CheckID: string;
  Name: string;
  HTTP: string;
  Method: string;
  Interval: string;
  Timeout: string;
  DeregisterCriticalServiceAfter: string;
}

export interface Announcement {
  identity: Identity;
  tags: readonly string[];
  /** As HAProxy sees it, 1 to 255. Null: Consul's default. */
  weight: number | null;
}

/** What to send to Consul. */
export function registrationBody({ identity, tags, weight }: Announcement): RegistrationBody {
  const { instance, service, address, port, version, track } = identity;
  return {
    ID: instance,
    Name: service,
    Address: address,
    Port: port,
    Tags: tags,
    Meta: { ...(version !== null && { version }), ...(track !== null && { track }) },
    ...(weight !== null && { Weights: weights(weight) }),
    Checks: [readinessCheck(identity)],
  };
}

/**
 * HAProxy divides the weight of an SRV record by 256 and rounds up: 90 and 10 would both become 1.
 * `Warning` is the same, or a warning of the whole node would take all its services out of HAProxy.
 */
function weights(weight: number): { Passing: number; Warning: number } {
  return { Passing: 256 * weight, Warning: 256 * weight };
}

/** The id is fixed: with the same id a new registration keeps the status that the check had. */
function readinessCheck(identity: Identity): HttpCheck {
  return {
    CheckID: `${identity.instance}-ready`,
    Name: 'ready',
    HTTP: `${urlOf(identity)}/health/ready`,
    Method: 'GET',
    Interval: '1s',
    Timeout: '1s',
    // The least that Consul takes. It removes what a killed process has left behind.
    DeregisterCriticalServiceAfter: '1m',
  };
}
