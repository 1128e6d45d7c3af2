import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findTools, startTopology } from 'canary-verify/topology';
import { max, median } from 'simple-statistics';
import type { Line } from '../speed/line.js';
import { fromRoot, messages } from './definitions.js';

/** 4 + 4 replicas of message and 4 of credit, in containers: ours and Compose alone, in turn. */
export async function composeStart(rounds: number): Promise<Line[]> {
  const ratios: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const plain = await secondsOf(upAlone, downAlone);
    const own = await secondsOf(
      () => startTopology('compose', messages(4, 4, 4)),
      (topology) => topology.stop(),
    );
    console.log(
      `compose, round ${round + 1}: ours ${own.toFixed(1)} s, docker compose up --wait ${plain.toFixed(1)} s`,
    );
    ours.push(own);
    ratios.push(own / plain);
  }
  return [
    {
      what: 'compose topology 4 + 4 + 4, to docker compose up --wait',
      goal: '<= 1.2',
      got: `${median(ratios).toFixed(2)} (at most ${max(ratios).toFixed(2)}; ${median(ours).toFixed(1)} s)`,
      reached: median(ratios) <= 1.2,
    },
  ];
}

/** 9 + 1 replicas as processes, and then three more. */
export async function localStart(rounds: number): Promise<Line[]> {
  const ready: number[] = [];
  const scaled: number[] = [];
  // The first start on a machine brings the programs, which takes 15 to 30 s.
  await findTools(['consul', 'haproxy', 'redis-server'], console.log);
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    await using topology = await startTopology('local', messages(9, 1, 1));
    ready.push((performance.now() - startedAt) / 1000);
    const scaledAt = performance.now();
    await topology.scale('service-v2', 4);
    const seen = new Set<string>();
    while (seen.size < 4) seen.add(await canaryAt(topology.urls.service));
    scaled.push((performance.now() - scaledAt) / 1000);
    console.log(
      `local, round ${round + 1}: ready ${ready.at(-1)?.toFixed(1)} s, scaled ${scaled.at(-1)?.toFixed(1)} s`,
    );
  }
  return [line('local topology 9 + 1 ready', ready), line('scaled 1 to 4, traffic on all four', scaled)];
}

function line(what: string, seconds: number[]): Line {
  return { what, goal: '<= 5 s', got: `${max(seconds).toFixed(1)} s at most`, reached: max(seconds) <= 5 };
}

/** The replica that a response names, if it is a canary; else one and the same word, which counts as none. */
async function canaryAt(url: string): Promise<string> {
  for (;;) {
    const response = await fetch(`${url}/version`, { headers: { connection: 'close' } });
    const { track, instance } = (await response.json()) as { track: string; instance: string };
    if (track === 'canary') return instance;
  }
}

async function secondsOf<T>(start: () => Promise<T>, end: (started: T) => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  const started = await start();
  const seconds = (performance.now() - startedAt) / 1000;
  await end(started);
  return seconds;
}

const NAME = 'canary-verify-bench-plain';
const FILE = ['compose', '--project-name', NAME, '--file', fromRoot('fixtures/compose/compose.yaml')];
/** Ports that are not the usual ones, below those that the system gives. */
const ENV = {
  HAPROXY_PORT: '28151',
  HAPROXY_STATS_PORT: '28152',
  CONSUL_PORT: '28500',
  CREDIT_REPLICAS: '4',
};

async function upAlone(): Promise<void> {
  await promisify(execFile)('docker', [...FILE, 'up', '--detach', '--wait'], {
    env: { ...process.env, ...ENV },
  });
}

async function downAlone(): Promise<void> {
  await promisify(execFile)('docker', [...FILE, 'down', '--volumes', '--timeout', '0']);
}
