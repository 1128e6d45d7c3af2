import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { fileProblem, quoted, UsageError } from '../text/usage-error.js';
import { type ConnectVia, type ConnectViaOptions, readConnectVia } from './connect-via.js';

/** The request to send, and the way to the target. */
export interface RequestOptions extends ConnectViaOptions {
  /** `GET` (default), or another method. */
  method?: string;
  /** The request's body; the method is `POST` then unless it is given. Say what it is with a `Content-Type` header. */
  body?: string;
  /** Begins each connection with a line of the PROXY protocol, as HAProxy's `accept-proxy` wants it. */
  proxyProtocol?: boolean;
  /** Takes any certificate of the server's. */
  insecure?: boolean;
  /** File with the certificate authorities to trust, PEM. */
  caCert?: string;
  /** Files with the client's certificate and its key, PEM. */
  cert?: string;
  key?: string;
}

export interface RequestSettings {
  method: Method;
  body: string | null;
  tls: TlsSettings;
  via: ConnectVia;
  /** Each connection begins with a line of the PROXY protocol. */
  proxyProtocol: boolean;
}

export interface TlsSettings {
  rejectUnauthorized: boolean;
  ca: string | null;
  cert: string | null;
  key: string | null;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof METHODS)[number];

/** Reads the options and the files that they name. */
export function readRequest(options: RequestOptions, target: URL): RequestSettings {
  const { body = null, insecure = false, caCert, cert, key } = options;
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError(
      cert === undefined ? 'key' : 'cert',
      `must have \`${cert === undefined ? 'cert' : 'key'}\` beside it: a certificate and its key belong together`,
    );
  return {
    method: readMethod(options.method ?? (body === null ? 'GET' : 'POST'), body),
    body,
    tls: {
      rejectUnauthorized: !insecure,
      ...readCredentials(readPem('caCert', caCert), readPem('cert', cert), readPem('key', key)),
    },
    via: readConnectVia(options, target),
    proxyProtocol: options.proxyProtocol ?? false,
  };
}

function readMethod(written: string, body: string | null): Method {
  const method = METHODS.find((one) => one === written.toUpperCase());
  if (method === undefined)
    throw new UsageError('method', `must be one of ${METHODS.join(', ')}; got ${quoted(written)}`);
  if (body !== null && (method === 'GET' || method === 'HEAD'))
    throw new UsageError('body', `cannot be used with ${method}: use POST or PUT`);
  return method;
}

/** Throws when the file cannot be read or holds no PEM block, and never quotes what it holds. */
function readPem(option: string, path: string | undefined): string | null {
  if (path === undefined) return null;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(option, `must be a PEM file; cannot read ${quoted(path)}: ${fileProblem(error)}`);
  }
  if (text.includes('-----BEGIN ')) return text;
  throw new UsageError(option, `must be a PEM file; ${quoted(path)} has no line that starts with -----BEGIN`);
}

/** Certificates that do not fit would fail each connection for a reason that nobody sees. What is in them is never quoted. */
function readCredentials(
  ca: string | null,
  cert: string | null,
  key: string | null,
): Omit<TlsSettings, 'rejectUnauthorized'> {
  usable('caCert', { ca });
  usable('cert', { cert });
  usable('key', { cert, key });
  return { ca, cert, key };
}

function usable(option: string, files: Partial<Record<'ca' | 'cert' | 'key', string | null>>): void {
  const given = Object.entries(files).filter(([, pem]) => pem !== null);
  try {
    if (given.length > 0) createSecureContext(Object.fromEntries(given));
  } catch (error) {
    const cause = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new UsageError(option, `must be a PEM file that can be used: ${cause}`);
  }
}
