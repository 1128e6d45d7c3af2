import type undici from 'undici';
import type { ConnectionTarget } from './connection.js';
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
  const connect = buildConnector({
    timeout: timeoutMs,
    allowH2: http2,
    // Its types do not know it yet.
    ...(http2 && target.protocol === 'http:' && { useH2c: true }),
    rejectUnauthorized,
    ...(ca !== null && { ca }),
    ...(cert !== null && { cert }),
    ...(key !== null && { key }),
    ...(way.kind === 'socket' && { socketPath: way.path }),
    ...(address !== null && {
      lookup: (_host, { all }, found) =>
        all ? found(null, [address]) : found(null, address.address, address.family),
    }),
  });
  if (way.kind !== 'elsewhere') return connect;
  const { hostname, port } = way;
  // `options.host` stays the target's, and with it the name that the certificate must have.
  return (options, done) => connect({ ...options, hostname, port: String(port) }, done);
}
