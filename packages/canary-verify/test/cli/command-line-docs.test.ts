import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exactRun } from '../../src/statistics/exact-run.js';
import { splitTest } from '../../src/statistics/split-test.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';
import { fakeConsul, instances } from '../output/fake-consul.js';
import { replicas } from '../output/fake-proxy.js';
import { type PercentMapHaproxy, percentMapHaproxy } from '../share/percent-map-haproxy.js';

const path = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const page = readFileSync(path('docs/command-line.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'command-line-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, lines = '']) =>
  lines.trim().split('\n'),
);
const rest = (line: string) => line.replace(/^(npx )?canary-verify /, '').split(' ');
const those = (part: string) => commands.filter((line) => line.includes(part));

test('every command of the page is run by one of the tests below', () => {
  const run = [
    ' share ',
    'canary-verify watch',
    '--print-config',
    'completion',
    '--replicas',
    ' init ',
  ].flatMap(those);
  expect(run.sort()).toEqual([...commands].sort());
});

test.each(those('canary-verify watch'))('%s', async (line) => {
  const stable = Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`));
  await using server = await fakeServer(inTurn(...stable, replica('canary', 'b-0')));
  const child = spawn(process.execPath, [path('bin/canary-verify.js'), ...rest(line), server.url]);
  const closed = once(child, 'close');
  const lines: string[] = [];
  for await (const one of createInterface(child.stdout)) {
    if (lines.push(one) === 1) child.kill('SIGINT');
  }
  await closed;
  if (line.includes('--follow')) expect(lines[0]).toMatch(/^20.*Z {2}canary {2}10\.00 %.*from 9 replicas/);
  else {
    expect(lines[0]).toMatch(/^20.*Z ✔ matches .*requests$/);
    expect(lines.at(-1)).toBe('1 decision  1 ✔ matches');
  }
  expect(child.exitCode).toBe(130);
});

test.each(those('--replicas'))('%s', async (line) => {
  await using server = await fakeServer(replicas(9, 1));
  await using consul = await fakeServer(
    fakeConsul([...instances('service-v1', 9), ...instances('service-v2', 1)]),
  );
  const argv = rest(line.replace('localhost:8500', new URL(consul.url).host));
  const child = spawn(process.execPath, [path('bin/canary-verify.js'), ...argv, server.url]);
  const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')]);
  expect(stdout).toMatch(/^✔ (routed|matches): /);
  expect(child.exitCode).toBe(0);
});

describe('with a running HAProxy', () => {
  const share = join(folder, 'share');
  let haproxy: PercentMapHaproxy;
  beforeAll(async () => {
    haproxy = await percentMapHaproxy(share, 3);
  });
  afterAll(() => haproxy?.[Symbol.asyncDispose]());

  test.each(those(' share '))('%s', async (line) => {
    const argv = rest(line.replace('localhost:9999', `127.0.0.1:${haproxy.socket}`));
    const own = argv.includes('10%') ? [`http://127.0.0.1:${haproxy.door}/version`] : [];
    const child = spawn(process.execPath, [path('bin/canary-verify.js'), ...argv, ...own], { cwd: share });
    const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')]);
    expect(stdout).toMatch(argv.includes('10%') ? /^✔ matches: / : /: 10 % \(10 of 100\)\n$/);
    expect(child.exitCode).toBe(0);
    expect(readFileSync(join(share, 'maps/percent.map'), 'utf8')).toBe('service 10\n');
  });
});

test.each(those(' init '))('%s', (line) => {
  const run = spawnSync(process.execPath, [path('bin/canary-verify.js'), ...rest(line)], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(/^✔ written to my-canary\n/);
});

test.each(those('--print-config'))('%s, with the file that is shown', (line) => {
  const [, config = ''] = /<!-- canary-verify.config.ts -->\n```ts\n([\s\S]*?)```/.exec(page) ?? [];
  writeFileSync(join(folder, 'canary-verify.config.ts'), config);
  const run = spawnSync(process.execPath, [path('bin/canary-verify.js'), ...rest(line)], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  const [, shown = ''] = /--print-config[\s\S]*?```\n\n```\n([\s\S]*?)```/.exec(page) ?? [];
  expect(shown.split('\n').length).toBeGreaterThan(4);
  expect(run.stdout.replace(/ +/g, ' ')).toContain(shown.replace(/ +/g, ' '));
});

test.each(those('completion'))('%s', (line) => {
  const [command = '', shell = ''] = rest(line);
  const run = spawnSync(process.execPath, [path('bin/canary-verify.js'), command, shell], {
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  expect(run.stdout).toContain(`# ${shell} completion`.replace('# zsh completion', '#compdef'));
});

describe('the chance that 100 decisions about a share of 10 % have a wrong one', () => {
  const band = { share: 0.1, tolerance: 0.03 };
  const inHundred = (chance: number) => `${Number((100 * (1 - (1 - chance) ** 100)).toPrecision(2))} %`;

  test.each([0.01, 0.001])('at an error rate of %d', (errorRate) => {
    const split = splitTest(band, { errorRate, differsBeyond: 'tolerance' });
    const horizon = split.region?.horizon ?? 0;
    const run = exactRun({ test: split, trueShare: band.share, horizon, lookEvery: 1 });
    expect(page).toContain(inHundred(run.outside));
    expect(page).toContain(inHundred(errorRate));
    expect(page).toContain((10 * Math.round(run.meanRequests / 10)).toLocaleString('en-US'));
  });
});
