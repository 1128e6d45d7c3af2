import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { findTools } from 'canary-verify/topology';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';

/** A real Redis that keeps everything in memory. */
export interface RedisServer extends AsyncDisposable {
  url: string;
  port: number;
  /** SIGSTOP makes it hang, SIGCONT lets it go on. */
  signal(signal: NodeJS.Signals): void;
}

export async function startRedis(port?: number): Promise<RedisServer> {
  const { 'redis-server': redis } = await findTools(['redis-server']);
  const bound = port ?? (await freePort());
  const flags = ['--port', String(bound), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn(redis.command, flags, { env: { ...process.env, ...redis.env }, stdio: 'ignore' });
  const ended = once(child, 'exit');
  await eventually('Redis takes connections', () => answers(bound));
  return {
    url: `redis://127.0.0.1:${bound}`,
    port: bound,
    signal: (signal) => void child.kill(signal),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
