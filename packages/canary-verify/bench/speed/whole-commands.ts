import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { median } from 'simple-statistics';
import { startTopology } from '../../src/topology/start-topology.js';
import type { TopologyDefinition } from '../../src/topology/topology.js';
import { startBalancers } from '../balancers/haproxy-balancers.js';
import { answering } from './answering.js';
import type { Effort, Line } from './line.js';
import { BIN } from './peers.js';

/** 10 % on 9 + 1 replicas of message, as a user would ask; then with the canary gone. */
export async function tenthOfReplicas({ rounds }: Effort): Promise<Line[]> {
  const { messageTopology } = await examples();
  const topology = await startTopology('local', messageTopology(9, 1));
  try {
    const ask: Asking = { argv: ['--expect', '10%', `${topology.urls.service}/version`], runs: 3 * rounds };
    const matching = await timed(ask, 0);
    await topology.scale('service-v2', 0);
    const dead = await timed(ask, 1);
    return [
      line('whole command, 10 % of 9 + 1 replicas', matching, 0.7),
      line('whole command, 10 % of 9 + 1 replicas, of which the canary is gone', dead, 1.5),
    ];
  } finally {
    await topology.stop();
  }
}

/** The fourteen kinds of request of headers.cfg on 9 + 1 replicas of message, each by itself and with near misses together. */
export async function headersOfReplicas({ rounds }: Effort): Promise<Line[]> {
  const { haproxyConfig, messageTopology } = await examples();
  const config = haproxyConfig('headers');
  const topology = await startTopology('local', { ...messageTopology(9, 1), haproxyConfig: config });
  try {
    const argv = ['headers', '--config', config, '--frontend', 'service', `${topology.urls.service}/version`];
    const all = await timed({ argv, runs: rounds }, 0);
    const quick = await timed({ argv: [...argv, '--quick'], runs: 3 * rounds }, 0);
    return [
      line('headers, 14 kinds of request on 9 + 1 replicas', all, 2.5),
      line('headers --quick, 14 kinds of request on 9 + 1 replicas', quick, 1),
    ];
  } finally {
    await topology.stop();
  }
}

/** 0.01 % of a HAProxy that answers by itself. */
export async function rareShare({ rounds }: Effort): Promise<Line> {
  await using haproxy = await startBalancers([answering('rare', 0.0001)]);
  const flags = ['--expect', '0.01%', '--tolerance', '50%', '-c', '50', '--max-time', '5m'];
  return line(
    'whole command, 0.01 % +- 50 %',
    await timed({ argv: [...flags, haproxy.url('rare')], runs: rounds }, 0),
    30,
  );
}

interface Examples {
  haproxyConfig(name: string): string;
  messageTopology(stable: number, canary: number): TopologyDefinition;
}

/** Built beforehand with `npm run build`; the package itself knows nothing of the examples. */
async function examples(): Promise<Examples> {
  const built = new URL('../../../../../examples/verify/dist/message-topology.js', import.meta.url);
  return import(built.href);
}

function line(what: string, seconds: readonly number[], goal: number): Line {
  const range = `${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}`;
  const got = `${median(seconds).toFixed(2)} s (${range})`;
  return { what, goal: `<= ${goal} s`, got, reached: median(seconds) <= goal };
}

/** A command, and how often it is run. */
interface Asking {
  argv: readonly string[];
  runs: number;
}

/** From the start of the process to its exit; fails unless the exit code is that of the verdict in nine of ten runs. */
async function timed({ argv, runs }: Asking, exitCode: number): Promise<number[]> {
  const seconds: number[] = [];
  let other = 0;
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now();
    const ended = spawn(process.execPath, [BIN, ...argv], { stdio: 'ignore' });
    const [code] = await once(ended, 'exit');
    if (code !== exitCode) other++;
    seconds.push((performance.now() - startedAt) / 1000);
  }
  if (other > runs / 10)
    throw new Error(`${other} of ${runs} runs did not end with exit code ${exitCode}: ${argv.join(' ')}`);
  return seconds;
}
