import { dnsLabel, wholeNumber } from '../kinds.js';
import { among, type OptionReader, shown } from '../option-reader.js';
import { readToken, type TokenFiles, type TokenSource } from './token.js';

/** How to reach the Consul agent. */
export interface ConsulOptions {
  /** `host:port`, `http://host:port`, `https://host:port` or `unix:///path`. Default CONSUL_HTTP_ADDR, else `127.0.0.1:8500`. */
  address?: string;
  /** ACL token. Default CONSUL_HTTP_TOKEN. */
  token?: string;
  /** A file that holds the ACL token, read again when it changes. Default CONSUL_HTTP_TOKEN_FILE. */
  tokenFile?: string;
  /** PEM file of the authority that has signed Consul's certificate. Default CONSUL_CACERT, else the system's. */
  caFile?: string;
  /** PEM file of the service's own certificate. Default CONSUL_CLIENT_CERT. */
  certFile?: string;
  /** PEM file of the key to it. Default CONSUL_CLIENT_KEY. */
  keyFile?: string;
  /** Consul Enterprise. Default CONSUL_NAMESPACE. */
  namespace?: string;
  /** Consul Enterprise. Default CONSUL_PARTITION. */
  partition?: string;
  /** Longest time a call may take, in milliseconds. Default SERVICE_CONSUL_TIMEOUT_MS, else 2,000. */
  timeoutMs?: number;
}

/** {@link ConsulOptions}, read and complete. */
export interface ConsulSettings {
  url: URL;
  /** A socket of this host, in the place of the URL's host and port. */
  socketPath: string | null;
  token: TokenSource;
  tls: { ca?: string; cert?: string; key?: string };
  /** Query parameters that every call carries. */
  scope: Readonly<Record<string, string>>;
  timeoutMs: number;
}

export function readConsulSettings(
  options: ConsulOptions,
  reader: OptionReader,
  files: TokenFiles,
): ConsulSettings {
  const url = readAddress(options, reader);
  return {
    url: url.protocol === 'unix:' ? new URL('http://localhost') : url,
    socketPath: url.protocol === 'unix:' ? url.pathname : null,
    token: readToken(options, reader, files),
    tls: readTls(options, reader, files),
    scope: readScope(options, reader),
    timeoutMs: reader.read(
      { option: 'consul.timeoutMs', given: options.timeoutMs, variable: 'SERVICE_CONSUL_TIMEOUT_MS' },
      wholeNumber(1, 60_000),
      2_000,
    ),
  };
}

function readAddress({ address }: ConsulOptions, reader: OptionReader): URL {
  const secure = /^(1|true)$/i.test(reader.variable('CONSUL_HTTP_SSL') ?? '');
  const kind = {
    wants: 'host:port, http://host:port, https://host:port or unix:///path, without credentials and path',
    read: (value: unknown) => consulUrl(value, secure),
  };
  const origin = { option: 'consul.address', given: address, variable: 'CONSUL_HTTP_ADDR' };
  return reader.read(origin, kind, new URL(`${secure ? 'https' : 'http'}://127.0.0.1:8500`));
}

function consulUrl(value: unknown, secure: boolean): URL | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.startsWith('unix://')) return /^unix:\/\/\/./.test(value) ? new URL(value) : undefined;
  const written = value.includes('://') ? value : `${secure ? 'https' : 'http'}://${value}`;
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return undefined;
  return url.href === `${url.origin}/` ? url : undefined;
}

function readTls(
  options: ConsulOptions,
  reader: OptionReader,
  { readFile }: TokenFiles,
): ConsulSettings['tls'] {
  const pem = (option: 'caFile' | 'certFile' | 'keyFile', variable: string) => {
    const path = options[option] ?? reader.variable(variable);
    if (path === undefined) return undefined;
    try {
      return readFile(path);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable';
      reader.problem(
        `\`consul.${option}\` or ${variable} wants a file that can be read, got ${shown(path)}: ${reason}`,
      );
      return undefined;
    }
  };
  const [ca, cert, key] = [
    pem('caFile', 'CONSUL_CACERT'),
    pem('certFile', 'CONSUL_CLIENT_CERT'),
    pem('keyFile', 'CONSUL_CLIENT_KEY'),
  ];
  if ((cert === undefined) !== (key === undefined))
    reader.problem(
      '`consul.certFile` and `consul.keyFile` want each other: a certificate is of no use without its key',
    );
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

function readScope(options: ConsulOptions, reader: OptionReader): Record<string, string> {
  const from = among(options);
  const namespace = reader.read(from('namespace', 'CONSUL_NAMESPACE'), dnsLabel, null);
  const partition = reader.read(from('partition', 'CONSUL_PARTITION'), dnsLabel, null);
  return { ...(namespace !== null && { ns: namespace }), ...(partition !== null && { partition }) };
}
