import { isIP } from 'node:net';
import { quoted, UsageError } from '../text/usage-error.js';

/** The options that say where connections go; at most one of them may be used. */
export interface ConnectViaOptions {
  /**
   * Connects here instead of to the target's host and port, which the request still names: `host:port`, or as curl has it,
   * `HOST1:PORT1:HOST2:PORT2` or `::HOST2:PORT2`.
   */
  connectTo?: string;
  /**
   * The addresses that the target's name resolves to, as in curl: `HOST:PORT:ADDRESS[,ADDRESS]`. Other hosts are
   * ignored.
   */
  resolve?: readonly string[];
  /** Connects through this socket of the file system. */
  unixSocket?: string;
}

/** Over TCP to the target, to its name at given addresses, or to another host; or through a socket of the file system. */
export type ConnectVia =
  | { kind: 'direct' }
  | { kind: 'resolved'; addresses: readonly { address: string; family: number }[] }
  | { kind: 'elsewhere'; hostname: string; port: number }
  | { kind: 'socket'; path: string };

/** Reads the way to the target. */
export function readConnectVia(
  { connectTo, resolve, unixSocket }: ConnectViaOptions,
  target: URL,
): ConnectVia {
  const given = Object.entries({ connectTo, resolve, unixSocket }).filter(([, value]) => value !== undefined);
  const [one, other] = given.map(([name]) => name);
  if (one !== undefined && other !== undefined)
    throw new UsageError(one, `and \`${other}\` exclude each other: use one of them`);
  if (unixSocket !== undefined) return { kind: 'socket', path: readSocket(unixSocket) };
  if (connectTo !== undefined) return readElsewhere(connectTo);
  if (resolve !== undefined) return readResolved(resolve, target);
  return { kind: 'direct' };
}

/** A path that starts with NUL would name no file, but a socket of Linux' own. */
function readSocket(path: string): string {
  if (path !== '' && !/\p{Control}/u.test(path)) return path;
  throw new UsageError('unixSocket', `must be the path of a socket; got ${quoted(path)}`);
}

function readElsewhere(connectTo: string): ConnectVia {
  const [, hostname, port = ''] =
    /^(?:[^\s:/[]*:\d*:)?(\[[0-9a-fA-F:.]+\]|[^\s:/\p{Control}]+):(\d{1,5})$/u.exec(connectTo) ?? [];
  if (hostname !== undefined && isPort(port))
    return { kind: 'elsewhere', hostname: unbracketed(hostname), port: Number(port) };
  throw new UsageError('connectTo', `must be HOST:PORT; got ${quoted(connectTo)}`);
}

/** Several entries may come together, as in a curl command that is pasted; at least one must be the target's. */
function readResolved(entries: readonly string[], target: URL): ConnectVia {
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  const own = entries.map(readEntry).find((entry) => entry.port === port && isFor(entry.host, target));
  if (own !== undefined) return { kind: 'resolved', addresses: own.addresses };
  const host = isIP(unbracketed(target.hostname)) === 0 ? target.hostname : 'HOST';
  throw new UsageError(
    'resolve',
    `must name the host and port of the URL, ${host}:${port}:ADDRESS; got ${entries.map(quoted).join(' and ')}` +
      (host === 'HOST' ? '; for an address use `connectTo`' : ''),
  );
}

/** "shop.example:443:10.0.0.1,[::1]"; curl's "+" in front says how long it keeps what it was told. */
function readEntry(entry: string): {
  host: string;
  port: string;
  addresses: { address: string; family: number }[];
} {
  const [, host = '', port = '', list = ''] = /^\+?([^\s:/]+):(\d{1,5}):(\S+)$/.exec(entry) ?? [];
  const addresses = list.split(',').map((written) => {
    const address = unbracketed(written);
    return { address, family: isIP(address) };
  });
  if (host !== '' && isPort(port) && addresses.every(({ family }) => family !== 0))
    return { host, port: String(Number(port)), addresses };
  throw new UsageError(
    'resolve',
    `must be HOST:PORT:ADDRESS, for example shop:80:127.0.0.1; got ${quoted(entry)}`,
  );
}

/** A target that is an address is connected to as it is: Node asks nobody about it. */
function isFor(host: string, { hostname }: URL): boolean {
  if (isIP(unbracketed(hostname)) !== 0) return false;
  return host === '*' || host.toLowerCase() === hostname;
}

function isPort(text: string): boolean {
  return Number(text) >= 1 && Number(text) <= 65_535;
}

function unbracketed(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
