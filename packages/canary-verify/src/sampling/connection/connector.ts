import { connect as connectTcp, type LookupFunction, type Socket } from 'node:net';
import type undici from 'undici';
import type { ConnectionTarget } from './connection.js';
import { beginWithProxyLine } from './proxy-line.js';
import { buildConnector } from './undici.js';

/** Opens the TCP and TLS connections to a destination: to the address found beforehand, and with the names that its URL has. */
export function connector({
  address,
  request,
  timeoutMs,
  target,
  http2,
}: ConnectionTarget): undici.buildConnector.connector {
  const { tls, via: way } = request;
  const { ca, cert, key, rejectUnauthorized } = tls;
  const lookup: LookupFunction | null =
    address === null
      ? null
      : (_host, { all }, found) =>
          all ? found(null, [address]) : found(null, address.address, address.family);
  const built = buildConnector({
    timeout: timeoutMs,
    allowH2: http2,
    // Its types do not know it yet.
    ...(http2 && target.protocol === 'http:' && { useH2c: true }),
    rejectUnauthorized,
    ...(ca !== null && { ca }),
    ...(cert !== null && { cert }),
    ...(key !== null && { key }),
    ...(way.kind === 'socket' && { socketPath: way.path }),
    ...(lookup !== null && { lookup }),
  });
  const connect = request.proxyProtocol
    ? withProxyLine(built, way.kind === 'socket' ? { path: way.path } : { lookup })
    : built;
  if (way.kind !== 'elsewhere') return connect;
  const { hostname, port } = way;
  // `options.host` stays the target's, and with it the name that the certificate must have.
  return (options, done) => connect({ ...options, hostname, port: String(port) }, done);
}

/** Where a socket connects to, besides host and port. */
type Place = { path: string } | { lookup: LookupFunction | null };

/** The connector returns its socket at once, which its types do not know. */
type Opening = (...args: Parameters<undici.buildConnector.connector>) => Socket;

/** Writes the line of the PROXY protocol before all else: with TLS that is before the handshake, on a socket of its own. */
function withProxyLine(
  connect: undici.buildConnector.connector,
  place: Place,
): undici.buildConnector.connector {
  const open = connect as Opening;
  const opening: Opening = (options, done) => {
    if (options.protocol !== 'https:') {
      const socket = open(options, done);
      beginWithProxyLine(socket);
      return socket;
    }
    const port = Number(options.port || 443);
    const raw = connectTcp(
      'path' in place
        ? { path: place.path }
        : { host: options.hostname, port, ...(place.lookup === null ? {} : { lookup: place.lookup }) },
    );
    beginWithProxyLine(raw);
    const socket = open({ ...options, httpSocket: raw }, done);
    raw.on('error', (error) => socket.destroy(error));
    socket.once('close', () => raw.destroy());
    return socket;
  };
  return opening as undici.buildConnector.connector;
}
