import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { findTools } from 'canary-verify/topology';
import { until } from './until.js';

/** A HAProxy of our own beside that of the topology, fed by the same Consul. */
export interface OwnHaproxy extends AsyncDisposable {
  /** The file of its configuration. */
  config: string;
  service: string;
  stats: string;
  socket: string;
  /** Gives a command to its runtime socket. */
  tell(command: string): Promise<string>;
}

/** Starts it, in `folder`, and waits until it answers. */
export async function startHaproxy(
  text: string,
  { folder, dns, name }: { folder: string; dns: string; name: string },
): Promise<OwnHaproxy> {
  const { haproxy } = await findTools(['haproxy']);
  const [service, stats] = [await freePort(), await freePort()];
  const config = join(folder, `${name}.cfg`);
  const socket = join(folder, `${name}.sock`);
  await writeFile(config, text);
  const child = spawn(haproxy.command, ['-db', '-f', config], {
    env: {
      ...haproxy.env,
      HAPROXY_BIND: `127.0.0.1:${service}`,
      HAPROXY_STATS_BIND: `127.0.0.1:${stats}`,
      HAPROXY_SOCKET: socket,
      CONSUL_DNS: dns,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    words = (words + part).slice(-2_000);
  });
  const own: OwnHaproxy = {
    config,
    service: `http://127.0.0.1:${service}`,
    stats: `http://127.0.0.1:${stats}/stats`,
    socket,
    tell: (command) => told(socket, command),
    [Symbol.asyncDispose]: () => ended(child),
  };
  await until(`${name} answers: ${words}`, async () => {
    if (child.exitCode !== null) throw new Error(`HAProxy does not take ${config}:\n${words}`);
    return (await fetch(`${own.stats};csv`).catch(() => null))?.ok ?? false;
  });
  return own;
}

async function told(socket: string, command: string): Promise<string> {
  const connection = createConnection(socket).setEncoding('utf8');
  connection.end(`${command}\n`);
  let answer = '';
  for await (const part of connection) answer += part;
  return answer.trim();
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}
