import type { ConsulSettings } from './consul/settings.js';
import { isLoopback, isOnThisHost } from './find-address.js';
import type { IdentitySettings, Track } from './identity.js';
import * as kinds from './kinds.js';
import { among, type OptionReader, shown } from './option-reader.js';
import type { Surroundings } from './surroundings.js';

/** The identity of the service, as its owner gives it. */
export interface IdentityOptions {
  /** Name in Consul, a DNS label. Default SERVICE_NAME; one of the two is needed. */
  name?: string;
  /** Default SERVICE_VERSION, else unknown. */
  version?: string;
  /** Default SERVICE_TRACK, else unknown. */
  track?: Track;
  /** Service id in Consul. Default SERVICE_ID, else `<name>-<hostname>-<port>`. */
  id?: string;
  /**
   * The address at which Consul and the proxies reach the service. Default SERVICE_ADDRESS, else the one over which this
   * machine reaches Consul: it is known when Consul has answered, and until then nothing is registered.
   */
  address?: string;
  /** Default PORT, else 0: any free port, which Consul then tells everybody. */
  port?: number;
}

/** The names of {@link IdentityOptions}. */
export const IDENTITY_NAMES: readonly (keyof IdentityOptions)[] = [
  'name',
  'version',
  'track',
  'id',
  'address',
  'port',
];

export interface IdentitySources {
  options: IdentityOptions;
  reader: OptionReader;
  consul: ConsulSettings;
  around: Surroundings;
  /** The version that the build's file says. */
  builtVersion: string | null;
}

/** Reads the identity of the service, and its address. */
export function readIdentity(sources: IdentitySources): IdentitySettings {
  const { options, reader, around } = sources;
  const from = among(options);
  return {
    service: readName(sources),
    version: reader.read(from('version', 'SERVICE_VERSION'), kinds.token, sources.builtVersion),
    track: reader.read(from('track', 'SERVICE_TRACK'), kinds.track, null),
    instance: reader.read(from('id', 'SERVICE_ID'), kinds.serviceId, null),
    hostname: around.hostname,
    address: readAddress(sources),
  };
}

function readName({ options, reader }: IdentitySources): string {
  if (options.name === undefined && reader.variable('SERVICE_NAME') === undefined)
    reader.problem(`\`name\` or SERVICE_NAME wants ${kinds.dnsLabel.wants}, got nothing`);
  return reader.read(among(options)('name', 'SERVICE_NAME'), kinds.dnsLabel, '');
}

/** Others must reach it: loopback will do only where Consul is on this host too. */
function readAddress({ options, reader, consul, around }: IdentitySources): string | null {
  const name = options.address === undefined ? 'SERVICE_ADDRESS' : '`address`';
  const given = reader.read(among(options)('address', 'SERVICE_ADDRESS'), kinds.reachableHost, null);
  if (given !== null && isLoopback(given) && !isOnThisHost(consul, around))
    reader.problem(
      `${name} wants an address that Consul can reach, got ${shown(given)}: Consul is not on this host`,
    );
  return given;
}
