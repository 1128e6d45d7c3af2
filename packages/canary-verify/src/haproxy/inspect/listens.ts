import type { Section } from '../configuration/configuration.js';
import { proxyLines } from '../configuration/proxy-lines.js';

/** The addresses of a frontend. */
export interface Listens {
  /** The addresses of the `bind` lines. */
  addresses: readonly string[];
  /** The first address that a client on this machine can ask; null if it cannot be told. */
  url: string | null;
}

/** Reads the `bind` lines of a frontend (configuration manual, section 5.1). */
export function listensOf(section: Section): Listens {
  const binds = proxyLines(section).filter(({ words, doubt }) => words[0] === 'bind' && doubt === null);
  const places = binds.flatMap(({ words: [, addresses = '', ...settings] }) =>
    addresses.split(',').map((address) => ({ address, tls: settings.includes('ssl') })),
  );
  const urls = places.map(({ address, tls }) => urlOf(address, tls));
  return { addresses: places.map(({ address }) => address), url: urls.find((url) => url !== null) ?? null };
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
