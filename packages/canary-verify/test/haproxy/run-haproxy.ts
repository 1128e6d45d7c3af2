import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findTools } from '../../src/topology/toolbox/find-tools.js';

export interface RunningHaproxy extends AsyncDisposable {
  /** Its configuration. */
  file: string;
  text: string;
  /** Its runtime socket. */
  socket: string;
}

const DEADLINE_MS = 10_000;

/** Starts a HAProxy in the foreground and waits for its runtime socket. */
export async function runHaproxy(
  folder: string,
  config: (socket: string) => string,
): Promise<RunningHaproxy> {
  const { haproxy } = await findTools(['haproxy']);
  const [file, socket] = [join(folder, 'running.cfg'), join(folder, 'running.sock')];
  const text = config(socket);
  writeFileSync(file, text);
  const child = spawn(haproxy.command, ['-db', '-f', file], {
    env: haproxy.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk) => said.push(String(chunk)));
  const deadline = Date.now() + DEADLINE_MS;
  while (!existsSync(socket)) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`HAProxy did not start: ${said.join('')}`);
    await delay(20);
  }
  return { file, text, socket, [Symbol.asyncDispose]: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}
