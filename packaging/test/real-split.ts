import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTools } from 'canary-verify/topology';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { fakeServer, replica } from '../../packages/canary-verify/test/fake-server.js';

/** A real HAProxy before nine stable replicas and one canary. */
export interface RealSplit extends AsyncDisposable {
  /** On every address of this machine. */
  port: number;
  url: string;
}

/** Starts HAProxy as a process, and waits until it answers. */
export async function realNineAndOne(): Promise<RealSplit> {
  const { haproxy } = await findTools(['haproxy']);
  const tracks = Array.from({ length: 10 }, (_, index) => (index === 9 ? 'canary' : 'stable'));
  const servers = await Promise.all(
    tracks.map((track, index) => fakeServer(replica(track, `${track}-${index}`))),
  );
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'split-'));
  const config = join(folder, 'haproxy.cfg');
  const lines = servers.map(({ url }, index) => `  server s${index} ${new URL(url).host}`);
  writeFileSync(config, `${configuration(port)}${lines.join('\n')}\n`);
  const env = { ...process.env, ...haproxy.env };
  const child = spawn(haproxy.command, ['-db', '-f', config], { env, stdio: 'ignore' });
  const ended = once(child, 'close');
  const url = `http://localhost:${port}/version`;
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    rmSync(folder, { recursive: true });
  };
  try {
    await eventually('HAProxy answers', async () => (await fetch(url).catch(() => null))?.ok);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, url, [Symbol.asyncDispose]: stop };
}

function configuration(port: number): string {
  return `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend shop
  bind :${port}
  default_backend all
backend all
  balance roundrobin
`;
}
