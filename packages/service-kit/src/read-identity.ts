import type { ConsulSettings } from './consul/settings.js';
import type { IdentitySettings } from './identity.js';
import * as kinds from './kinds.js';
import { among, type OptionReader } from './option-reader.js';
import type { ServiceOptions } from './options.js';
import type { Surroundings } from './surroundings.js';

export interface IdentitySources {
  options: ServiceOptions;
  reader: OptionReader;
  consul: ConsulSettings;
  around: Surroundings;
}

/** Who the service says it is, and where others reach it. */
export function readIdentity(sources: IdentitySources): IdentitySettings {
  const { options, reader, around } = sources;
  const from = among(options);
  return {
    service: readName(sources),
    version: reader.read(from('version', 'SERVICE_VERSION'), kinds.token, null),
    track: reader.read(from('track', 'SERVICE_TRACK'), kinds.track, null),
    instance: reader.read(from('id', 'SERVICE_ID'), kinds.token, null),
    hostname: around.hostname,
    address: reader.read(from('address', 'SERVICE_ADDRESS'), kinds.host, null) ?? detectAddress(sources),
  };
}

function readName({ options, reader }: IdentitySources): string {
  if (options.name === undefined && reader.variable('SERVICE_NAME') === undefined)
    reader.problem(`\`name\` or SERVICE_NAME wants ${kinds.dnsLabel.wants}, got nothing`);
  return reader.read(among(options)('name', 'SERVICE_NAME'), kinds.dnsLabel, '');
}

/** A machine without a network can still serve itself, if Consul is there too. */
function detectAddress({ around, consul, reader }: IdentitySources): string {
  if (around.externalAddress !== null) return around.externalAddress;
  if (!/^(localhost|127\..*|\[::1\])$/.test(consul.url.hostname))
    reader.problem(
      '`address` or SERVICE_ADDRESS wants an address that Consul can reach: this machine has only loopback addresses, and Consul is not on it',
    );
  return '127.0.0.1';
}
