import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../../src/topology/free-port.js';
import { type FakeServer, fakeServer, replica } from '../fake-server.js';
import { type HaproxyMaster, haproxyMaster } from '../haproxy/runtime/haproxy-master.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));

let stable: FakeServer;
let canary: FakeServer;
beforeAll(async () => {
  stable = await fakeServer(replica('stable', 'stable-1'));
  canary = await fakeServer(replica('canary', 'canary-1'));
});
afterAll(async () => {
  await stable[Symbol.asyncDispose]();
  await canary[Symbol.asyncDispose]();
});

/** The canary gets so many of a hundred requests. */
function write(master: HaproxyMaster, door: number, weight: number): void {
  master.write(`global
  stats socket ${master.socket} mode 600 level operator
  hard-stop-after 20s
defaults
  mode http
  timeout connect 1s
  timeout client 20s
  timeout server 20s
frontend shop
  bind 127.0.0.1:${door}
  default_backend app
backend app
  balance roundrobin
  server stable-1 ${new URL(stable.url).host} weight ${100 - weight}
  server canary-1 ${new URL(canary.url).host} weight ${weight}
`);
}

interface Watched {
  lines: string[];
  errors: string;
  exitCode: number | null;
}

/** Watches as a user does, and is told each line when it comes; `end` is Ctrl-C. */
async function watch(
  words: readonly string[],
  took: (line: string, end: () => void) => Promise<void>,
): Promise<Watched> {
  const child = spawn(process.execPath, [bin, 'watch', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  const errors = text(child.stderr);
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    await took(line, () => child.kill('SIGINT'));
  }
  await closed;
  return { lines, errors: await errors, exitCode: child.exitCode };
}

test('watch goes on through reloads that change nothing: each decision matches, and no request fails', async () => {
  const [door = 0] = await freePorts(1);
  await using master = haproxyMaster();
  write(master, door, 10);
  await master.start();
  let reloads = 0;
  const argv = ['--expect', '10%', '--pause', '10ms', '--json', `http://127.0.0.1:${door}/version`];
  const { lines, errors, exitCode } = await watch(argv, async (_, end) => {
    // The next run is under way while HAProxy changes its worker.
    if (reloads === 4) return end();
    await master.reload();
    reloads++;
  });
  const verdicts = lines.map((line) => JSON.parse(line)).filter(({ interrupted }) => !interrupted);
  expect(verdicts.length).toBeGreaterThanOrEqual(5);
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(verdicts.map(() => 'matches'));
  expect(verdicts.map(({ failed }) => failed)).toEqual(verdicts.map(() => 0));
  expect([exitCode, errors]).toEqual([130, '']);
});

test('watch --until-differs ends when a reload has changed the share', async () => {
  const [door = 0] = await freePorts(1);
  await using master = haproxyMaster();
  write(master, door, 10);
  await master.start();
  let decisions = 0;
  const argv = ['--expect', '10%', '--pause', '10ms', '--until-differs', `http://127.0.0.1:${door}/version`];
  const { lines, exitCode } = await watch(argv, async () => {
    if (++decisions !== 2) return;
    write(master, door, 40);
    await master.reload();
  });
  expect(lines[0]).toContain('✔ matches');
  expect(lines[1]).toContain('✔ matches');
  expect(lines.at(-1)).toContain('✘ differs');
  expect(lines.filter((line) => line.includes('✘ differs'))).toHaveLength(1);
  expect(exitCode).toBe(1);
});

test('watch --follow shows the share of the file before a reload, then that of the file after it', async () => {
  const [door = 0] = await freePorts(1);
  await using master = haproxyMaster();
  write(master, door, 10);
  await master.start();
  let seconds = 0;
  const argv = ['--json', '--rate', '200', `http://127.0.0.1:${door}/version`];
  const { lines, exitCode } = await watch(['--follow', ...argv], async (_, end) => {
    if (++seconds === 2) {
      write(master, door, 40);
      await master.reload();
    }
    if (seconds === 5) end();
  });
  const figures = lines.slice(0, 5).map((line) => JSON.parse(line));
  expect(figures.map(({ failed }) => failed)).toEqual([0, 0, 0, 0, 0]);
  // Round robin keeps its weights to the request; over two workers and the connections to each, to a few.
  expect(figures[0].share).toBeCloseTo(0.1, 1);
  expect(figures[4].share).toBeCloseTo(0.4, 1);
  expect(exitCode).toBe(130);
});
