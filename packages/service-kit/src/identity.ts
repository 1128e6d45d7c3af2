/** The side of a rollout that an instance is on. */
export type Track = 'stable' | 'canary';

/** The identity of an instance, in Consul and in every response. All but the address is fixed once the service listens. */
export interface Identity {
  /** The name in Consul: `service-v1`. */
  service: string;
  version: string | null;
  track: Track | null;
  /** The service id in Consul. */
  instance: string;
  /** The address at which Consul and the proxies reach it. Null until Consul was reached, if no option says it. */
  address: string | null;
  port: number;
  protocol: 'http' | 'https';
}

/** The identity before the port is bound. */
export interface IdentitySettings {
  service: string;
  version: string | null;
  track: Track | null;
  /** Null if it is made from the service, the host and the port. */
  instance: string | null;
  hostname: string;
  /** Null if it is the one over which Consul is reached: nobody knows it yet. */
  address: string | null;
}

/** Where the service can be reached, once it listens. */
export type Place = Pick<Identity, 'address' | 'port' | 'protocol'>;

/**
 * The default instance id is unique on an agent, because a host has each port once, and the same again after
 * a restart, so that a replica which died without a word replaces its old entry instead of standing beside it.
 */
export function identify(
  settings: IdentitySettings,
  { port, protocol }: Pick<Place, 'port' | 'protocol'>,
): Identity {
  const { service, version, track, instance, hostname, address } = settings;
  return {
    service,
    version,
    track,
    instance: instance ?? `${service}-${hostname}-${port}`,
    address,
    port,
    protocol,
  };
}

/** The URL of the instance, without a trailing slash; on this machine only, as long as its address is not known. */
export function urlOf({ address, port, protocol }: Place): string {
  const host = address ?? 'localhost';
  return `${protocol}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
