import type { FailureCause } from '../../observation/observation.js';
import { errors } from './undici.js';

/** Our own reason for breaking a request off, whose cause has been said by then. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff';
}

const CAUSES: Readonly<Record<string, FailureCause>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ECONNABORTED: 'reset',
  ENOTCONN: 'reset',
  ERR_SOCKET_CLOSED: 'reset',
  ERR_STREAM_DESTROYED: 'reset',
  ERR_STREAM_PREMATURE_CLOSE: 'reset',
  ERR_STREAM_WRITE_AFTER_END: 'reset',
  // OpenSSL's, where Node has no code of its own for them.
  EPROTO: 'tls',
};

/** How undici says that it hung up itself, over a 100 (Continue) or a 101 (Switching Protocols) that was not asked for. */
const UNASKED: ReadonlySet<string> = new Set(['bad response', 'bad upgrade']);

/** Node's codes, and OpenSSL's for certificates that it does not take. */
const TLS =
  /TLS|SSL|CERT|ALTNAME|LEAF_SIGNATURE|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_EXCEEDED|CRL_|KEY_TOO_SMALL|MD_TOO_WEAK/;

/** Sorts an error of the connection into the cause that a user would name. */
export function failureCause(error: unknown): FailureCause {
  if (error instanceof BrokenOff) return 'timeout';
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (error instanceof errors.SocketError && UNASKED.has(error.message)) return 'malformed';
  const cause = CAUSES[code];
  if (cause !== undefined) return cause;
  return TLS.test(code) ? 'tls' : 'malformed';
}
