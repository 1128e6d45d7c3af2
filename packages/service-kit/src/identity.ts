/** Which side of a rollout an instance is on. */
export type Track = 'stable' | 'canary';

/** Who an instance is, in Consul and in every response. Fixed once it listens. */
export interface Identity {
  /** The name in Consul: `service-v1`. */
  service: string;
  version: string | null;
  track: Track | null;
  /** The service id in Consul. */
  instance: string;
  /** Where Consul and the proxies reach it. */
  address: string;
  port: number;
}

/** What is known of an identity before the port is bound. */
export interface IdentitySettings {
  service: string;
  version: string | null;
  track: Track | null;
  /** Null: made of the service, the host and the port. */
  instance: string | null;
  hostname: string;
  address: string;
  /** Why this address, in words. */
  addressReason: string;
}

/**
 * The default instance id is unique on an agent, because a host has each port once, and the same again after
 * a restart, so that a replica which died without a word replaces its old entry instead of standing beside it.
 */
export function identify(settings: IdentitySettings, port: number): Identity {
  const { service, version, track, instance, hostname, address } = settings;
  return {
    service,
    version,
    track,
    instance: instance ?? `${service}-${hostname}-${port}`,
    address,
    port,
  };
}

/** The URL of the instance, without a trailing slash. */
export function urlOf({ address, port }: Pick<Identity, 'address' | 'port'>): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}
