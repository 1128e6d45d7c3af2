import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '../../src/topology/free-port.js';
import { findTools } from '../../src/topology/toolbox/find-tools.js';

/** A single server with a memory: it can be ended and started again. */
export interface RunningConsul extends AsyncDisposable {
  url: string;
  /** The port of its DNS. */
  dns: number;
  /** Ends it at once. */
  kill(): Promise<void>;
  /** Starts it again, with what it knew. */
  start(): Promise<void>;
}

const DEADLINE_MS = 30_000;

/** Starts Consul, and waits until it has a leader. */
export async function runConsul(): Promise<RunningConsul> {
  const { consul } = await findTools(['consul']);
  const folder = mkdtempSync(join(tmpdir(), 'consul-'));
  const [http = 0, server = 0, serf = 0, dns = 0] = await freePorts(4);
  const flags = {
    ...{ node: 'one', bind: '127.0.0.1', client: '127.0.0.1', 'data-dir': folder, 'bootstrap-expect': 1 },
    ...{ 'http-port': http, 'server-port': server, 'serf-lan-port': serf, 'serf-wan-port': -1 },
    ...{
      'dns-port': dns,
      'grpc-port': -1,
      hcl: 'disable_update_check = true dns_config { udp_answer_limit = 100 }',
    },
  };
  const argv = Object.entries(flags).map(([flag, value]) => `-${flag}=${value}`);
  const url = `http://127.0.0.1:${http}`;
  let child: ChildProcess;
  const running: RunningConsul = {
    url,
    dns,
    async start() {
      child = spawn(consul.command, ['agent', '-server', ...argv], {
        env: { ...consul.env, HOME: folder },
        stdio: 'ignore',
      });
      await untilLeader(url);
    },
    async kill() {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
    async [Symbol.asyncDispose]() {
      await running.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await running.start();
  return running;
}

async function untilLeader(url: string): Promise<void> {
  const until = Date.now() + DEADLINE_MS;
  for (;;) {
    const leader = await fetch(`${url}/v1/status/leader`).then(
      (response) => (response.ok ? response.text() : ''),
      () => '',
    );
    if (leader.length > 4) return;
    if (Date.now() > until) throw new Error('Consul has no leader after 30 s');
    await delay(50);
  }
}
