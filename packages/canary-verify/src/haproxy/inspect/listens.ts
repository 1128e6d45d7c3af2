import type { Section } from '../configuration/configuration.js';
import { proxyLines } from '../configuration/proxy-lines.js';

/** One address of a frontend, and how it must be asked. */
export interface Bind {
  /** As the `bind` line has it. */
  address: string;
  /** The URL to ask it on this machine, such as `http://localhost:48151`; null if there is none. */
  url: string | null;
  tls: boolean;
  /** Each connection begins with a line of the PROXY protocol (`accept-proxy`). */
  proxyProtocol: boolean;
  /** It speaks HTTP/2 and nothing else (`proto h2`, `alpn h2`). */
  http2Only: boolean;
  /** It asks for a certificate of the client, and takes nobody without one (`verify required`). */
  clientCertificate: boolean;
}

/** The addresses of a frontend. */
export interface Listens {
  binds: readonly Bind[];
  /** The first address that a client on this machine can ask; null if it cannot be told. */
  url: string | null;
}

/** Reads the `bind` lines of a frontend (configuration manual, section 5.1). */
export function listensOf(section: Section): Listens {
  const lines = proxyLines(section).filter(({ doubt }) => doubt === null);
  const expected = lines.some(({ words }) => words.includes('expect-proxy') && words[0] === 'tcp-request');
  const binds = lines
    .filter(({ words }) => words[0] === 'bind')
    .flatMap(({ words: [, addresses = '', ...settings] }) =>
      addresses.split(',').map((address) => bindOf(address, settings, expected)),
    );
  return { binds, url: binds.find(({ url }) => url !== null)?.url ?? null };
}

function bindOf(address: string, settings: readonly string[], expected: boolean): Bind {
  const after = (word: string) => {
    const at = settings.indexOf(word);
    return at === -1 ? null : (settings[at + 1] ?? null);
  };
  const tls = settings.includes('ssl');
  const verify = after('verify');
  return {
    address,
    url: urlOf(address, tls),
    tls,
    proxyProtocol: settings.includes('accept-proxy') || expected,
    http2Only: after('proto') === 'h2' || (tls && after('alpn') === 'h2'),
    clientCertificate: tls && (verify === 'required' || (verify === null && settings.includes('ca-file'))),
  };
}

/** Every address of the machine. */
const ANY = new Set(['', '*', '0.0.0.0', '[::]', '::']);
const USUAL_PORTS: Record<string, string> = { http: '80', https: '443' };

function urlOf(address: string, tls: boolean): string | null {
  const [, host = '', port = ''] = /^(?:ipv[46]@)?(.*):(\d{1,5})(?:-\d+)?$/.exec(address) ?? [];
  // Sockets in files, file descriptors and other families have another @ or a slash.
  if (port === '' || /[/@]/.test(host)) return null;
  const scheme = tls ? 'https' : 'http';
  const name = ANY.has(host) ? 'localhost' : host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const url = `${scheme}://${name}${USUAL_PORTS[scheme] === port ? '' : `:${port}`}`;
  return URL.canParse(url) ? url : null;
}

/** Whether an address can be named by a URL. */
export function hasUrl(bind: Bind): bind is Bind & { url: string } {
  return bind.url !== null;
}
