import { BlockList, isIP } from 'node:net';
import type { ConsulSettings } from './consul/settings.js';
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
   * The address at which Consul and the proxies reach the service. Default SERVICE_ADDRESS, else the first
   * external IPv4 address.
   */
  address?: string;
  /** Default PORT, else 0: any free port, which Consul then tells everybody. */
  port?: number;
}

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
    instance: reader.read(from('id', 'SERVICE_ID'), kinds.token, null),
    hostname: around.hostname,
    ...chooseAddress(sources),
  };
}

function readName({ options, reader }: IdentitySources): string {
  if (options.name === undefined && reader.variable('SERVICE_NAME') === undefined)
    reader.problem(`\`name\` or SERVICE_NAME wants ${kinds.dnsLabel.wants}, got nothing`);
  return reader.read(among(options)('name', 'SERVICE_NAME'), kinds.dnsLabel, '');
}

interface ChosenAddress {
  address: string;
  /** Why this one, in words. */
  addressReason: string;
}

/** Others must reach it: loopback will do only where Consul is on this host too. */
function chooseAddress(sources: IdentitySources): ChosenAddress {
  const { options, reader } = sources;
  const name = options.address === undefined ? 'SERVICE_ADDRESS' : '`address`';
  const given = reader.read(among(options)('address', 'SERVICE_ADDRESS'), kinds.host, null);
  if (given === null) return detectAddress(sources);
  if (isLoopback(given) && !isOnThisHost(sources))
    reader.problem(
      `${name} wants an address that Consul can reach, got ${shown(given)}: Consul is not on this host`,
    );
  return { address: given, addressReason: `${name} says so` };
}

/** A machine without a network can still serve itself, if Consul is there too. */
function detectAddress(sources: IdentitySources): ChosenAddress {
  const { around, reader } = sources;
  const external = around.externalAddress;
  if (external !== null)
    return {
      address: external.address,
      addressReason: `the first IPv4 address of this machine that is not loopback, on ${external.interface}`,
    };
  if (!isOnThisHost(sources))
    reader.problem(
      '`address` or SERVICE_ADDRESS wants an address that Consul can reach: this machine has only loopback addresses, and Consul is not on it',
    );
  return {
    address: '127.0.0.1',
    addressReason: 'this machine has only loopback addresses, and Consul is on it',
  };
}

function isOnThisHost({ consul: { url, socketPath }, around }: IdentitySources): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const own = [around.hostname.toLowerCase(), around.externalAddress?.address];
  return socketPath !== null || isLoopback(host) || own.includes(host);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Also an IPv4 loopback address that is written as an IPv6 one. */
function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? host === 'localhost' : LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4');
}
