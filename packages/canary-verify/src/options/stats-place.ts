import type { StatsPlace } from '../haproxy/index.js';
import { quoted, UsageError } from '../text/usage-error.js';

/**
 * Reads where a HAProxy is: a URL is its statistics page, with credentials if it wants them; a path, or a host and a port
 * alone, is its runtime socket. Throws a UsageError that quotes no credentials.
 *
 * @param option the name under which it was given, for the message.
 */
export function readStatsPlace(written: string, option = 'haproxyStats'): StatsPlace {
  const [, path] = /^(?:unix@)?([./~].*)$/s.exec(written) ?? [];
  if (path !== undefined) return { kind: 'socket', connect: { path } };
  const [, name, six, port] = /^(?:([\w.-]+)|\[([\da-f:.]+)\]):(\d+)$/i.exec(written) ?? [];
  if (port !== undefined)
    return { kind: 'socket', connect: { host: name ?? six ?? '', port: readPort(port, written, option) } };
  return readPage(written, option);
}

function readPort(text: string, written: string, option: string): number {
  const port = Number(text);
  if (port >= 1 && port <= 65_535) return port;
  throw refused(written, option);
}

function readPage(written: string, option: string): StatsPlace {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `http://${written}`;
  if (/\s|\p{Control}/u.test(written) || !/^https?:\/\/[^/]+\//i.test(`${whole}/`) || !URL.canParse(whole))
    throw refused(written, option);
  const url = new URL(whole);
  const credentials = `${decoded(url.username)}:${decoded(url.password)}`;
  url.username = url.password = url.hash = '';
  return {
    kind: 'page',
    // `;csv` and the like are added to it.
    url: url.href.replace(/;[\w;]*$/, ''),
    authorization: credentials === ':' ? null : `Basic ${Buffer.from(credentials).toString('base64')}`,
  };
}

/** A stray per cent sign stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function refused(written: string, option: string): UsageError {
  return new UsageError(
    option,
    `must be the URL of a stats page, for example http://localhost:8404/stats, or a runtime socket, for example /run/haproxy.sock or localhost:9999; got ${quoted(written)}`,
  );
}
