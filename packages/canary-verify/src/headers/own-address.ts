import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { ResolvedOptions } from '../options/options.js';

/**
 * The address that requests to the target come from, as far as this machine knows: behind NAT, HAProxy sees another one.
 * Nothing is sent: to connect a UDP socket only asks the routing table.
 */
export async function ownAddress({ target, request: { via: way } }: ResolvedOptions): Promise<string> {
  const host =
    way.kind === 'elsewhere'
      ? way.hostname
      : way.kind === 'resolved'
        ? (way.addresses[0]?.address ?? '')
        : target.hostname.replace(/^\[(.*)\]$/, '$1');
  return way.kind === 'socket' ? LOOPBACK : addressToward(host);
}

const LOOPBACK = '127.0.0.1';

function addressToward(host: string): Promise<string> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  return new Promise((resolve) => {
    const done = (address: string) => {
      socket.close();
      resolve(address);
    };
    socket.once('error', () => done(LOOPBACK));
    socket.connect(ANY_PORT, host, () => done(socket.address().address));
  });
}

/** Discard (RFC 863): no request goes there. */
const ANY_PORT = 9;
