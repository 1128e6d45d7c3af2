import { dnsLabel, wholeNumber } from '../kinds.js';
import { among, type OptionReader } from '../option-reader.js';
import { type ConsulAddress, consulAddress } from './consul-address.js';
import {
  CONSUL_TLS_NAMES,
  type ConsulTls,
  type ConsulTlsOptions,
  readTls,
  type TlsFolders,
  yesOrNoVariable,
} from './consul-tls.js';
import { readToken, type TokenSource } from './token.js';

/** How to reach the Consul agent. What is not given comes from the variables of Consul's own clients. */
export interface ConsulOptions extends ConsulTlsOptions {
  /**
   * `host:port`, `http://host:port`, `https://host:port` or `unix:///path`, perhaps with a path that the API lies below.
   * Default CONSUL_HTTP_ADDR, else `127.0.0.1:8500`.
   */
  address?: string;
  /** ACL token. Default CONSUL_HTTP_TOKEN. */
  token?: string;
  /** A file that holds the ACL token, read again when it changes. Default CONSUL_HTTP_TOKEN_FILE, which goes before CONSUL_HTTP_TOKEN. */
  tokenFile?: string;
  /** `user:password` for a proxy before Consul that asks for them. Default CONSUL_HTTP_AUTH. */
  auth?: string;
  /** Consul Enterprise. Default CONSUL_NAMESPACE. */
  namespace?: string;
  /** Consul Enterprise. Default CONSUL_PARTITION. */
  partition?: string;
  /** Longest time a call may take, in milliseconds. Default SERVICE_CONSUL_TIMEOUT_MS, else 2,000. */
  timeoutMs?: number;
}

/** The names of {@link ConsulOptions}. */
const NAMES: readonly (keyof ConsulOptions)[] = [
  'address',
  'token',
  'tokenFile',
  'auth',
  ...CONSUL_TLS_NAMES,
  'namespace',
  'partition',
  'timeoutMs',
];

/** {@link ConsulOptions}, read and complete. */
export interface ConsulSettings extends ConsulAddress {
  token: TokenSource;
  /** What goes into the header Authorization; null if nothing does. */
  authorization: string | null;
  tls: ConsulTls;
  /** Query parameters that every call carries. */
  scope: Readonly<Record<string, string>>;
  timeoutMs: number;
}

export function readConsulSettings(
  given: ConsulOptions | undefined,
  reader: OptionReader,
  files: TlsFolders,
): ConsulSettings {
  const options = reader.group('consul', given, NAMES);
  return {
    ...readAddress(options, reader),
    token: readToken(options, reader, files),
    authorization: readAuthorization(options, reader),
    tls: readTls(options, reader, files),
    scope: readScope(options, reader),
    timeoutMs: reader.read(
      { option: 'consul.timeoutMs', given: options.timeoutMs, variable: 'SERVICE_CONSUL_TIMEOUT_MS' },
      wholeNumber(1, 60_000),
      2_000,
    ),
  };
}

function readAddress({ address }: ConsulOptions, reader: OptionReader): ConsulAddress {
  const secure = yesOrNoVariable('CONSUL_HTTP_SSL', false, reader);
  const origin = { option: 'consul.address', given: address, variable: 'CONSUL_HTTP_ADDR' };
  const local = {
    url: new URL(`${secure ? 'https' : 'http'}://127.0.0.1:8500`),
    socketPath: null,
    prefix: '',
  };
  return reader.read(origin, consulAddress(secure), local);
}

/** No problem quotes it: it is a secret. */
function readAuthorization({ auth }: ConsulOptions, reader: OptionReader): string | null {
  const given: unknown = auth ?? reader.variable('CONSUL_HTTP_AUTH');
  if (given === undefined) return null;
  if (typeof given !== 'string' || given === '' || given.startsWith(':') || given.includes('\n')) {
    reader.problem('`consul.auth` or CONSUL_HTTP_AUTH wants user:password, got something else (not shown)');
    return null;
  }
  // Consul's own clients take a name without a password, too.
  const pair = given.includes(':') ? given : `${given}:`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function readScope(options: ConsulOptions, reader: OptionReader): Record<string, string> {
  const from = among(options);
  const namespace = reader.read(from('namespace', 'CONSUL_NAMESPACE'), dnsLabel, null);
  const partition = reader.read(from('partition', 'CONSUL_PARTITION'), dnsLabel, null);
  return { ...(namespace !== null && { ns: namespace }), ...(partition !== null && { partition }) };
}
