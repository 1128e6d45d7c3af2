import type { StatsPlace } from '../../haproxy/index.js';

/** A path of its own in HAProxy's container. */
const STATE_FOLDER = '/var/lib/canary-verify';

/** The file of servers that a reloaded HAProxy begins with: in the project's folder, and in the container. */
export const STATE_FILE = 'servers';

/** Where the folder of the state is mounted. */
export function stateMount(source: string): { source: string; target: string } {
  return { source, target: STATE_FOLDER };
}

/** A port inside of HAProxy's container that nothing of its configuration listens on. */
export function socketPort(taken: readonly number[]): number {
  let port = 65_000;
  while (taken.includes(port)) port++;
  return port;
}

/**
 * A configuration with a runtime socket for the topology behind it, so that no line gets another number. There HAProxy tells the
 * addresses of its servers, whether or not it has a statistics page that shows them.
 */
export function withSocket(text: string, port: number): string {
  return `${text}${text.endsWith('\n') ? '' : '\n'}global\n    stats socket ipv4@:${port} level operator\n`;
}

/**
 * The same for a HAProxy that takes the place of a running one: it begins with the servers that the old one has now. A slot that
 * waits for DNS has none, and its requests would be answered 503 until the first answer.
 */
export function withServersState(text: string, port: number): string {
  const loading = text
    .replace(/^[ \t]*(?:backend|listen)[ \t].*$/gm, '$&\n    load-server-state-from-file global')
    .replace(/\binit-addr[ \t]+(?!last\b)/g, 'init-addr last,');
  return `${withSocket(loading, port)}    server-state-file ${stateFile()}\n`;
}

/** The socket as seen from this machine. */
export function socketOutside(port: number): Extract<StatsPlace, { kind: 'socket' }> {
  return { kind: 'socket', connect: { host: '127.0.0.1', port } };
}

/** The file of servers, in the container. */
export function stateFile(): string {
  return `${STATE_FOLDER}/${STATE_FILE}`;
}
