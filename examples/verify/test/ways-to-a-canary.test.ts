import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { requestsNeeded } from 'canary-verify/statistics';
import { type StartedTopology, startTopology, type TopologyDefinition } from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { haproxyConfig, messageTopology } from '../src/message-topology.js';
import { pathOf } from './documented.js';
import { setWeights } from './haproxy-fixtures/consul-weights.js';

const WAYS = ['replicas', 'weight', 'header', 'percentage'];

/** 4 + 1 replicas whose weights can be changed. */
function weighedTopology(): TopologyDefinition {
  const weighing = (track: 'stable' | 'canary', version: string) => ({
    command: [process.execPath, pathOf('examples/verify/test/weights-service.mjs')] as const,
    env: { SERVICE_TRACK: track, SERVICE_VERSION: version, SERVICE_WEIGHT: '1' },
  });
  return {
    ...messageTopology(4, 1),
    replicas: { 'service-v1': 4, 'service-v2': 1 },
    programs: {
      'service-v1': weighing('stable', '1.0.0'),
      'service-v2': weighing('canary', '1.1.0'),
    },
  };
}

describe('the example', () => {
  let topology: StartedTopology;
  beforeAll(async () => {
    topology = await startTopology('local', weighedTopology());
  });
  afterAll(() => topology?.stop());

  /** Runs the program of an example as its README does, with another address. */
  async function run(way: string, ...more: string[]) {
    const argv = [
      pathOf(`examples/canary-by-${way}/verify.mjs`),
      `${topology.urls.service}/version`,
      ...more,
    ];
    const child = spawn(process.execPath, argv);
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { stdout, stderr, exitCode: child.exitCode };
  }

  test('canary-by-replicas finds 20 % and each replica, and says so when one is missing', async () => {
    const found = await run('replicas');
    expect(found).toMatchObject({ exitCode: 0, stderr: '' });
    expect(found.stdout).toMatch(/^matches: \d+ of \d+ responses came from the canary\n$/);
    await topology.scale('service-v1', 3);
    expect(await run('replicas')).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^differs/) });
    await topology.scale('service-v1', 4);
  });

  test('canary-by-weight finds what the weights in Consul give', async () => {
    await setWeights(topology, { stable: 9, canary: 4 });
    // Restarted after that, HAProxy has no round to end by the old weights.
    await topology.useHaproxyConfig(haproxyConfig('weights'));
    const found = await run('weight', topology.urls.consul);
    expect(found.stdout).toMatch(/^matches: 0\.\d+, expected 0\.1\n$/);
    expect(found).toMatchObject({ exitCode: 0, stderr: '' });
    await setWeights(topology, { stable: 1, canary: 1 });
  });

  test('canary-by-header finds both kinds of request where they should go, and not by replicas', async () => {
    await topology.useHaproxyConfig(haproxyConfig('headers'));
    expect(await run('header')).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: 'marked: matches after 459 requests\nunmarked: matches after 459 requests\n',
    });
    await topology.useHaproxyConfig(haproxyConfig('replicas'));
    expect(await run('header')).toMatchObject({ exitCode: 1 });
  });

  test('canary-by-percentage finds 0.01 %, and 20 % is no 0.01 %', async () => {
    expect(await run('percentage')).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^differs/) });
    await topology.useHaproxyConfig(pathOf('examples/canary-by-percentage/haproxy.cfg'));
    const found = await run('percentage');
    expect(found.stdout).toMatch(/^matches: \d+ of \d+ responses came from the canary\n$/);
    expect(found).toMatchObject({ exitCode: 0, stderr: '' });
  }, 300_000);
});

describe('the pages of the examples', () => {
  const pageOf = (way: string) => readFileSync(pathOf(`examples/canary-by-${way}/README.md`), 'utf8');

  test.each(WAYS)('of canary-by-%s has about ten lines', (way) => {
    expect(pageOf(way).split('\n').length).toBeLessThan(15);
  });

  test('tell how many requests 0.01 % needs', () => {
    const needed = (tolerance: number) =>
      requestsNeeded({ share: 0.0001, tolerance }, { errorRate: 0.01, differsBeyond: 'tolerance' });
    const thousands = (requests: number) => `${Math.round(requests / 1000)},000`;
    const { mean, ninetyNinth } = needed(0.00009);
    for (const requests of [mean, ninetyNinth, needed(0.00005).mean])
      expect(pageOf('percentage')).toContain(thousands(requests));
  });
});
