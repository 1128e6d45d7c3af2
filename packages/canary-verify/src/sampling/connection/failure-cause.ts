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
};

/** How undici says that it hung up itself, over a 100 (Continue) or a 101 (Switching Protocols) that was not asked for. */
const UNASKED: ReadonlySet<string> = new Set(['bad response', 'bad upgrade']);

/** Sorts an error of the connection into the cause that a user would name. */
export function failureCause(error: unknown): FailureCause {
  if (error instanceof BrokenOff) return 'timeout';
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (error instanceof errors.SocketError && UNASKED.has(error.message)) return 'malformed';
  const cause = CAUSES[code];
  if (cause !== undefined) return cause;
  return /TLS|SSL|CERT|ALTNAME/.test(code) ? 'tls' : 'malformed';
}
