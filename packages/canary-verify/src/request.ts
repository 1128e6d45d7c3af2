import { readFileSync } from 'node:fs';
import { quoted, UsageError } from './errors.js';

/** What is sent, and over which way. */
export interface RequestOptions {
  /** `GET` (default), or another method. */
  method?: string;
  /** The request's body; the method is `POST` then unless it is given. Say what it is with a `Content-Type` header. */
  body?: string;
  /** Takes any certificate of the server's. */
  insecure?: boolean;
  /** File with the certificate authorities to trust, PEM. */
  caCert?: string;
  /** Files with the client's certificate and its key, PEM. */
  cert?: string;
  key?: string;
  /**
   * Connects here instead of to the target's host and port, which the request still names: `host:port`, or as curl has it,
   * `HOST1:PORT1:HOST2:PORT2` or `::HOST2:PORT2`.
   */
  connectTo?: string;
  /** Connects through this socket of the file system. */
  unixSocket?: string;
}

export interface RequestSettings {
  method: Method;
  body: string | null;
  tls: TlsSettings;
  way: Way;
}

export interface TlsSettings {
  rejectUnauthorized: boolean;
  ca: string | null;
  cert: string | null;
  key: string | null;
}

/** Over TCP to the target itself or to another host and port, or through a socket of the file system. */
export type Way =
  | { kind: 'direct' }
  | { kind: 'elsewhere'; hostname: string; port: number }
  | { kind: 'socket'; path: string };

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type Method = (typeof METHODS)[number];

/** Reads the options and the files that they name. */
export function readRequest(options: RequestOptions): RequestSettings {
  const { body = null, insecure = false, caCert, cert, key } = options;
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError(
      cert === undefined ? 'key' : 'cert',
      'wants the other one too: `cert` and `key` belong together',
    );
  return {
    method: readMethod(options.method ?? (body === null ? 'GET' : 'POST'), body),
    body,
    tls: {
      rejectUnauthorized: !insecure,
      ca: readPem('caCert', caCert),
      cert: readPem('cert', cert),
      key: readPem('key', key),
    },
    way: readWay(options),
  };
}

function readMethod(written: string, body: string | null): Method {
  const method = METHODS.find((one) => one === written.toUpperCase());
  if (method === undefined)
    throw new UsageError('method', `wants ${METHODS.join(', ')}, got ${quoted(written)}`);
  if (body !== null && (method === 'GET' || method === 'HEAD'))
    throw new UsageError('body', `cannot go with ${method}: use POST or PUT`);
  return method;
}

/** Throws when the file cannot be read or holds no PEM block, and never quotes what it holds. */
function readPem(option: string, path: string | undefined): string | null {
  if (path === undefined) return null;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const cause = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new UsageError(option, `wants a PEM file, cannot read ${quoted(path)}: ${cause}`);
  }
  if (text.includes('-----BEGIN ')) return text;
  throw new UsageError(option, `wants a PEM file, ${quoted(path)} has no line that starts with -----BEGIN`);
}

function readWay({ connectTo, unixSocket }: RequestOptions): Way {
  if (connectTo !== undefined && unixSocket !== undefined)
    throw new UsageError('connectTo', 'and `unixSocket` exclude each other: give one of them');
  if (unixSocket !== undefined) return { kind: 'socket', path: unixSocket };
  if (connectTo === undefined) return { kind: 'direct' };
  const [, hostname, port] =
    /^(?:[^\s:/]*:\d*:)?(\[[0-9a-fA-F:.]+\]|[^\s:/]+):(\d{1,5})$/.exec(connectTo) ?? [];
  if (hostname !== undefined && Number(port) >= 1 && Number(port) <= 65_535)
    return { kind: 'elsewhere', hostname: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
  throw new UsageError('connectTo', `wants host:port, got ${quoted(connectTo)}`);
}
