import { BlockList, isIP } from 'node:net';
import type { ConsulSettings } from './consul/settings.js';
import { OptionsError } from './option-reader.js';
import type { Surroundings } from './surroundings.js';

/** The address of the service, and why it is this one, in words. */
export interface FoundAddress {
  address: string;
  reason: string;
}

/** Addresses that nobody has (RFC 5737, RFC 3849): the way to them is that of everything elsewhere. */
const ELSEWHERE = ['198.51.100.1', '2001:db8::1'];

/**
 * Finds the address that others reach the service at: the one over which Consul is reached, for it is on the network that
 * proxies and Consul share. An agent on this very host tells nothing: then it is that of the default route.
 *
 * Throws an OptionsError where there is none that Consul could reach.
 */
export async function findAddress(consul: ConsulSettings, around: Surroundings): Promise<FoundAddress> {
  if (consul.socketPath === null && !isLoopback(hostOf(consul))) {
    const towards = await around.addressTowards(hostOf(consul));
    if (towards !== null && !isLoopback(towards))
      return { address: towards, reason: 'Consul is reached over this address' };
  }
  for (const host of ELSEWHERE) {
    const towards = await around.addressTowards(host);
    if (towards !== null && !isLoopback(towards))
      return { address: towards, reason: 'other networks are reached over this address' };
  }
  const [first] = around.ownAddresses;
  if (first !== undefined)
    return {
      address: first.address,
      reason: `the first address of this machine that is not loopback, on ${first.interface}`,
    };
  if (isOnThisHost(consul, around))
    return { address: '127.0.0.1', reason: 'this machine has only loopback addresses, and Consul is on it' };
  throw new OptionsError([
    '`address` or SERVICE_ADDRESS wants an address that Consul can reach: this machine has only loopback addresses, and Consul is not on it',
  ]);
}

/** Whether the agent is on this machine. */
export function isOnThisHost(consul: ConsulSettings, around: Surroundings): boolean {
  const host = hostOf(consul);
  const own = [around.hostname.toLowerCase(), ...around.ownAddresses.map(({ address }) => address)];
  return consul.socketPath !== null || isLoopback(host) || own.includes(host);
}

function hostOf({ url }: ConsulSettings): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Also an IPv4 loopback address that is written as an IPv6 one. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? host === 'localhost' : LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4');
}
