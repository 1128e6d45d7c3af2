import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../../src/topology/free-port.js';
import {
  failWhenProcessEnds,
  type RunningProcess,
  startProcess,
} from '../../src/topology/local/running-process.js';
import { reapLater } from '../../src/topology/reaping.js';
import { findTools } from '../../src/topology/toolbox/find-tools.js';
import type { Balancer } from './balancer.js';
import { replicaSections } from './replicas.js';

/** A running HAProxy with a frontend for each balancer. */
export interface HaproxyBalancers extends AsyncDisposable {
  /** The first line of what HAProxy says of itself. */
  readonly version: string;
  /** Where the balancer of that name is asked. */
  url(name: string): string;
}

/** How long HAProxy may take until it answers, in milliseconds, and how often to look. */
const MOST_START_MS = 10_000;
const LOOK_EVERY_MS = 10;

/** Starts the real HAProxy with all these balancers, and the servers behind them, in one process. */
export async function startBalancers(balancers: readonly Balancer[]): Promise<HaproxyBalancers> {
  const { haproxy } = await findTools(['haproxy']);
  const ports = await freePorts(balancers.length);
  const folder = await mkdtemp(join(tmpdir(), 'balancers-'));
  const releaseFolder = reapLater({ kind: 'folder', path: folder });
  const config = join(folder, 'haproxy.cfg');
  await writeFile(config, configuration(balancers, ports, folder));
  const argv = ['-db', '-f', config];
  const running = startProcess({ name: 'haproxy', command: haproxy.command, argv, env: haproxy.env });
  const stop = async () => {
    await running.end(0);
    await rm(folder, { recursive: true, force: true });
    releaseFolder();
  };
  const urls = new Map(balancers.map(({ name }, index) => [name, `http://127.0.0.1:${ports[index]}/`]));
  try {
    await untilAnswers([...urls.values()], running);
  } catch (error) {
    await stop();
    throw error;
  }
  return { version: haproxy.version, url: (name) => known(urls, name), [Symbol.asyncDispose]: stop };
}

function known(urls: ReadonlyMap<string, string>, name: string): string {
  const url = urls.get(name);
  if (url === undefined)
    throw new RangeError(`no balancer ${name}; there are ${[...urls.keys()].join(', ')}`);
  return url;
}

/**
 * One thread, so that what a balancer does does not depend on the machine (Configuration Manual 2.6, section 3.1,
 * "nbthread"). The time-outs are longer than any run.
 */
function configuration(balancers: readonly Balancer[], ports: readonly number[], folder: string): string {
  const sections = balancers.flatMap((balancer, index) => {
    const { frontend, backends } = balancer.configure({ folder, name: balancer.name });
    return [
      [
        `frontend ${balancer.name}-in`,
        `  bind 127.0.0.1:${ports[index]}`,
        ...frontend.map((line) => `  ${line}`),
      ].join('\n'),
      ...backends,
    ];
  });
  const head = [
    'global\n  nbthread 1\n  maxconn 2000',
    'defaults\n  mode http\n  timeout connect 60s\n  timeout client 600s\n  timeout server 600s',
  ];
  return `${[...head, ...sections, replicaSections(folder)].join('\n\n')}\n`;
}

/** Resolves once every frontend answers; throws with HAProxy's last words when it ends instead. */
async function untilAnswers(urls: readonly string[], haproxy: RunningProcess): Promise<void> {
  const over = new AbortController();
  const enough = AbortSignal.any([over.signal, AbortSignal.timeout(MOST_START_MS)]);
  try {
    const answers = Promise.all(urls.map((url) => untilOneAnswers(url, enough)));
    await Promise.race([answers, failWhenProcessEnds([haproxy])]);
  } finally {
    over.abort();
  }
}

async function untilOneAnswers(url: string, enough: AbortSignal): Promise<void> {
  while (!(await answers(url, enough))) {
    if (enough.aborted) throw new Error(`${url} does not answer after ${MOST_START_MS / 1000} s`);
    await pause(LOOK_EVERY_MS);
  }
}

async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal, headers: { Connection: 'close' } });
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
}
