import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StartedTopology, startTopology } from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { canaryVerify } from '../src/command-line.js';
import { haproxyConfig, messageTopology } from '../src/message-topology.js';
import { documented, pathOf } from './documented.js';

const { commands } = documented('README.md');
/** Pages with programs that are built here, and run below. */
const PAGES = [
  'README.md',
  'packages/canary-verify/docs/topology.md',
  'packages/canary-verify/docs/headers.md',
];

describe('the programs in the README, and in the pages that go on from it', () => {
  test.each(PAGES)('what %s shows is cut from its file', (page) => {
    const { programs, unproven } = documented(page);
    expect(unproven).toEqual([]);
    expect(programs).not.toEqual([]);
    for (const { file, code } of programs) expect(code).toBe(readFileSync(pathOf(file), 'utf8'));
  });

  test('the one that starts a topology finds what it says', () => {
    const run = spawnSync(process.execPath, [pathOf('examples/verify/dist/verify-on-topology.js')], {
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(/^4 \+ 4 replicas: matches 0\.\d+\n4 \+ 1 replicas: matches 0\.\d+\n$/);
    expect(run.status).toBe(0);
  });
});

test('the program that gives the canary of a topology other shares finds them in the traffic', () => {
  const run = spawnSync(process.execPath, [pathOf('examples/verify/dist/share-on-topology.js')], {
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(/^5%: matches 0\.\d+\n25%: matches 0\.\d+\n$/);
  expect(run.status).toBe(0);
});

describe('on a topology of 9 + 1 replicas', () => {
  let topology: StartedTopology;
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));

  beforeAll(async () => {
    topology = await startTopology('local', messageTopology(9, 1));
  });
  afterAll(async () => {
    await topology?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  // The topology under test does not listen on the port that the README relies on: the URL is put in its place.
  const runLine = (line: string) => {
    const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    const argv = words
      .slice(2)
      .filter((word) => !word.startsWith('http://'))
      .map((word) => (word.startsWith('fixtures/') ? pathOf(word) : word))
      .map((word) => word.replace('=report.', `=${join(folder, 'report.')}`))
      .map((word) => (word === 'localhost:8500' ? topology.urls.consul : word));
    return canaryVerify(...argv, `${topology.urls.service}/version`);
  };
  const lines = commands.filter((line) => line.startsWith('npx canary-verify'));
  const aboutHeaders = (line: string) =>
    ['X-Canary', '--expect 0%', 'headers'].some((part) => line.includes(part));

  test('the README has commands', () => expect(lines.length).toBeGreaterThan(4));

  test.each(lines.filter((line) => !aboutHeaders(line)))('%s', async (line) => {
    const run = await runLine(line);
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
  });

  test('the library example', () => {
    const run = runExample('verify-split');
    expect(run.stdout).toMatch(
      /^matches: 0\.\d+, surely between 0\.\d+ and 0\.\d+\n(service-v[12]-\S+ \(1\.[01]\.0\): \d+ responses\n){10}$/,
    );
    expect(run.status).toBe(0);
  });

  describe('with headers.cfg', () => {
    beforeAll(async () => {
      await topology.useHaproxyConfig(haproxyConfig('headers'));
      // HAProxy has it, too: the rules of the frontend that listens there are meant.
      vi.stubEnv('HAPROXY_BIND', new URL(topology.urls.service).host);
    });
    afterAll(() => void vi.unstubAllEnvs());

    test.each(lines.filter(aboutHeaders))('%s', async (line) => {
      const run = await runLine(line);
      expect(run.stdout).toMatch(/^✔ matches/);
      expect(run.exitCode).toBe(0);
    });

    test('the library example', () => {
      const run = runExample('verify-headers', haproxyConfig('headers'));
      expect(run.stderr).toBe('');
      expect(run.stdout).toMatch(/^(matches after 459 requests: .+\n){14}$/);
      expect(run.status).toBe(0);
    });
  });

  function runExample(name: string, ...words: string[]) {
    const target = `${topology.urls.service}/version`;
    return spawnSync(process.execPath, [pathOf(`examples/verify/dist/${name}.js`), ...words, target], {
      encoding: 'utf8',
    });
  }
});

test('every command that the README shows is run by some test', () => {
  const elsewhere = ['npm ci && npm run demo', 'npm ci && npm test'];
  const unknown = commands.filter(
    (line) => !line.startsWith('npx canary-verify') && !elsewhere.includes(line),
  );
  expect(unknown).toEqual([]);
});
