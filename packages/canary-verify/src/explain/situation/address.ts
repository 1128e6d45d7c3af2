import { isIP } from 'node:net';

/** An address and a port as HAProxy writes them: `10.0.0.7:8080`, `[::1]:8080`. */
export function addressOf({ address, port }: { address: string; port: number }): string {
  return `${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
}

/** Whether HAProxy would show the same address: it resolves names. */
export function isComparable({ address }: { address: string }): boolean {
  return isIP(address) !== 0;
}
