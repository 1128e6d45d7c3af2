import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StartedTopology } from 'canary-verify/topology';

const PROGRAM = fileURLToPath(new URL('working-service.js', import.meta.url));
const READY_MS = 30_000;

/** One process of a service behind the topology's HAProxy. */
export interface Replica {
  instance: string;
  /** By SIGTERM; fails when it does not end with 0. */
  leave(): Promise<void>;
  /** By SIGKILL. */
  kill(): Promise<void>;
}

/** Starts a replica, and resolves once HAProxy routes to it. */
export async function startReplica(
  { urls }: StartedTopology,
  service: 'service-v1' | 'service-v2',
  instance: string,
): Promise<Replica> {
  const child = spawn(process.execPath, [PROGRAM], {
    env: {
      SERVICE_NAME: service,
      SERVICE_ID: instance,
      SERVICE_ADDRESS: '127.0.0.1',
      SERVICE_TRACK: service === 'service-v1' ? 'stable' : 'canary',
      CONSUL_HTTP_ADDR: new URL(urls.consul).host,
    },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  const address = await registeredAddress(child);
  await untilRouted(urls.stats, address);
  const end = async (signal: NodeJS.Signals, expected: number | NodeJS.Signals) => {
    child.kill(signal);
    const how = await ended;
    if (how !== expected) throw new Error(`${instance} ended with ${how}, not ${expected}`);
  };
  return { instance, leave: () => end('SIGTERM', 0), kill: () => end('SIGKILL', 'SIGKILL') };
}

/** As the replica says it itself when Consul has taken it: `registered as … with 127.0.0.1:1234`. */
async function registeredAddress({ stderr }: ChildProcess): Promise<string> {
  let log = '';
  for await (const text of stderr?.setEncoding('utf8').iterator({ destroyOnReturn: false }) ?? []) {
    log += text;
    const [, address] = /registered as .* with (\S+:\d+)/.exec(log) ?? [];
    if (address !== undefined) {
      stderr?.resume();
      return address;
    }
  }
  throw new Error(`The replica ended before it was registered:\n${log}`);
}

async function untilRouted(statsUrl: string, address: string): Promise<void> {
  const deadline = performance.now() + READY_MS;
  for (;;) {
    const lines = (await (await fetch(`${statsUrl};csv`)).text()).split('\n');
    if (lines.some((line) => line.includes(`,${address},`) && line.includes(',UP'))) return;
    if (performance.now() > deadline)
      throw new Error(`HAProxy does not route to ${address} after ${READY_MS} ms`);
    await pause(50);
  }
}
