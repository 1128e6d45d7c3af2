import { wholeNumber } from '../kinds.js';
import { type OptionReader, shown } from '../option-reader.js';

/** How to reach the Consul agent. */
export interface ConsulOptions {
  /** `host:port`, `http://host:port` or `https://host:port`. Default CONSUL_HTTP_ADDR, else `127.0.0.1:8500`. */
  address?: string;
  /** ACL token. Default CONSUL_HTTP_TOKEN, else what the file CONSUL_HTTP_TOKEN_FILE holds. */
  token?: string;
  /** Longest time a call may take, in milliseconds. Default 2,000. */
  timeoutMs?: number;
}

/** {@link ConsulOptions}, read and complete. */
export interface ConsulSettings {
  url: URL;
  token: string | null;
  timeoutMs: number;
}

export function readConsulSettings(
  options: ConsulOptions,
  reader: OptionReader,
  readFile: (path: string) => string,
): ConsulSettings {
  return {
    url: readAddress(options, reader),
    token: readToken(options, reader, readFile),
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
    wants: 'host:port, http://host:port or https://host:port, without credentials and path',
    read: (value: unknown) => consulUrl(value, secure),
  };
  const origin = { option: 'consul.address', given: address, variable: 'CONSUL_HTTP_ADDR' };
  return reader.read(origin, kind, new URL(`${secure ? 'https' : 'http'}://127.0.0.1:8500`));
}

function consulUrl(value: unknown, secure: boolean): URL | undefined {
  if (typeof value !== 'string') return undefined;
  const written = value.includes('://') ? value : `${secure ? 'https' : 'http'}://${value}`;
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return undefined;
  return url.href === `${url.origin}/` ? url : undefined;
}

/** The token is not quoted in any problem: it is a secret. */
function readToken(
  { token }: ConsulOptions,
  reader: OptionReader,
  readFile: (path: string) => string,
): string | null {
  const file = reader.variable('CONSUL_HTTP_TOKEN_FILE');
  const given = token ?? reader.variable('CONSUL_HTTP_TOKEN');
  if (given !== undefined) return checkedToken(given, '`consul.token` or CONSUL_HTTP_TOKEN', reader);
  if (file === undefined) return null;
  try {
    return checkedToken(readFile(file).trim(), `CONSUL_HTTP_TOKEN_FILE (${shown(file)})`, reader);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    reader.problem(`CONSUL_HTTP_TOKEN_FILE wants a file that can be read, got ${shown(file)}: ${reason}`);
    return null;
  }
}

function checkedToken(token: unknown, name: string, reader: OptionReader): string | null {
  if (typeof token === 'string' && /^[!-~]+$/.test(token)) return token;
  reader.problem(`${name} wants an ACL token without spaces, got something else (not shown)`);
  return null;
}
