import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import type { ConsulSettings } from './consul/settings.js';
import { isAnyAddress } from './kinds.js';
import type { OwnAddress, Surroundings } from './surroundings.js';

/** The address of the service, and why it is this one, in words. */
export interface FoundAddress {
  address: string;
  reason: string;
  /** Whether there was nothing better to go by: a better one may turn up. */
  makeshift: boolean;
}

/** What is known of the ways between the service and Consul. */
export interface Ways {
  /** The address that the service listens at: one, or all of them (`::`). */
  listensAt: string;
  /** The address of this machine that the connection to Consul came from; null where it has none (a socket file). */
  towardsConsul: string | null;
  /** Those of this machine that others may reach. */
  ownAddresses: readonly OwnAddress[];
  /** The address of this machine that a connection to this address would come from; null if there is no way there. */
  addressTowards(address: string): Promise<string | null>;
}

/** Addresses that nobody has (RFC 5737, RFC 3849): the way to them is that of everything elsewhere. */
const ELSEWHERE = ['198.51.100.1', '2001:db8::1'];

/**
 * Finds the address that others reach the service at: the one over which Consul is reached, for it is on the network that
 * proxies and Consul share. An agent on this very host tells nothing: then it is that of the default route. A service that
 * listens at a single address has just that one.
 *
 * Throws an Error where Consul could not reach it.
 */
export async function findAddress(ways: Ways): Promise<FoundAddress> {
  const { listensAt, ownAddresses, addressTowards } = ways;
  const towardsConsul = reachable(ways.towardsConsul);
  if (!isAnyAddress(listensAt)) {
    if (towardsConsul !== null && isLoopback(listensAt))
      throw new Error(
        `the service listens only at ${listensAt}, where Consul, which is reached over ${towardsConsul}, cannot reach it`,
      );
    return { address: listensAt, reason: 'the service listens there only', makeshift: false };
  }
  // At `0.0.0.0` it listens at those of IPv4 only.
  const heardAt = (address: string) => !isIPv4(listensAt) || isIPv4(address);
  if (towardsConsul !== null && heardAt(towardsConsul))
    return { address: towardsConsul, reason: 'Consul is reached over this address', makeshift: false };
  for (const host of ELSEWHERE) {
    const address = reachable(await addressTowards(host));
    if (address !== null && heardAt(address))
      return { address, reason: 'other networks are reached over this address', makeshift: false };
  }
  const first = ownAddresses.find(({ address }) => heardAt(address));
  if (first !== undefined)
    return {
      address: first.address,
      reason: `the first address of this machine that is not loopback, on ${first.interface}`,
      makeshift: true,
    };
  if (towardsConsul !== null)
    throw new Error(
      `the service listens only at ${listensAt}, and Consul is reached over ${towardsConsul}: this machine has no address of IPv4 that Consul can reach`,
    );
  const reason = 'this machine has only loopback addresses, and Consul is on it';
  return { address: '127.0.0.1', reason, makeshift: true };
}

/** No packet is sent: connecting a UDP socket only asks the system which way it would take. */
export async function addressTowards(address: string): Promise<string | null> {
  // Only those need it who do not say their address.
  const { createSocket } = process.getBuiltinModule('node:dgram');
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  try {
    return await new Promise((resolve) => {
      socket.once('error', () => resolve(null));
      // The callback gets an error, too: then the socket has no address.
      socket.connect(9, address, (error?: Error) =>
        resolve(error === undefined ? socket.address().address : null),
      );
    });
  } finally {
    socket.close();
  }
}

/** The address as others would write it; null where they cannot go: loopback, and what is good on one link only. */
function reachable(address: string | null): string | null {
  if (address === null || isLoopback(address) || /^fe[89ab]/i.test(address)) return null;
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** Whether the agent is on this machine. */
export function isOnThisHost(consul: ConsulSettings, around: Surroundings): boolean {
  const host = consul.url.hostname.replace(/^\[|\]$/g, '');
  const own = [around.hostname.toLowerCase(), ...around.ownAddresses.map(({ address }) => address)];
  return consul.socketPath !== null || isLoopback(host) || own.includes(host);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Also an IPv4 loopback address that is written as an IPv6 one. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? host === 'localhost' : LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4');
}
