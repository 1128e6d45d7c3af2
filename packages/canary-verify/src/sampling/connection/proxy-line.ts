import { isIPv6, type Socket } from 'node:net';

/**
 * The first line of a connection in the PROXY protocol, version 1 (haproxy doc/proxy-protocol.txt, section 2.1): who asks and
 * who is asked. Through a socket of the file system nobody has an address.
 */
export function proxyLine({ localAddress, localPort, remoteAddress, remotePort }: Socket): string {
  if (localAddress === undefined || remoteAddress === undefined) return 'PROXY UNKNOWN\r\n';
  const family = isIPv6(localAddress) ? 'TCP6' : 'TCP4';
  return `PROXY ${family} ${localAddress} ${remoteAddress} ${localPort} ${remotePort}\r\n`;
}

/** Writes it as soon as the socket is connected, before anybody else writes. */
export function beginWithProxyLine(socket: Socket): void {
  socket.prependOnceListener('connect', () => socket.write(proxyLine(socket), 'latin1'));
}
