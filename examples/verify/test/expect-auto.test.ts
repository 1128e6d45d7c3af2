import { readFileSync } from 'node:fs';
import { verify } from 'canary-verify';
import { readHaproxyConfig } from 'canary-verify/haproxy';
import { type StartedTopology, startTopology } from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canaryVerify } from '../src/command-line.js';
import { haproxyConfig, messageTopology } from '../src/message-topology.js';
import { pathOf } from './documented.js';

/** Two stable replicas of weight 3, two canaries of weight 1: a quarter. */
describe('the expected share, taken from what Consul and the configuration say', () => {
  let topology: StartedTopology;
  beforeAll(async () => {
    const weighing = (track: 'stable' | 'canary', version: string, weight: number) => ({
      command: [process.execPath, pathOf('examples/verify/test/weights-service.mjs')] as const,
      env: { SERVICE_TRACK: track, SERVICE_VERSION: version, SERVICE_WEIGHT: String(weight) },
    });
    topology = await startTopology('local', {
      ...messageTopology(2, 2),
      haproxyConfig: haproxyConfig('weights'),
      replicas: { 'service-v1': 2, 'service-v2': 2, credit: 1 },
      programs: {
        'service-v1': weighing('stable', '1.0.0', 3),
        'service-v2': weighing('canary', '1.1.0', 1),
        credit: weighing('stable', '1.0.0', 1),
      },
    });
  });
  afterAll(() => topology?.stop());

  const options = (fixture: string) => ({
    target: `${topology.urls.service}/version`,
    expect: 'auto',
    haproxyConfig: readHaproxyConfig(
      [{ file: haproxyConfig(fixture), text: readFileSync(haproxyConfig(fixture), 'utf8') }],
      {},
    ),
  });

  test('Consul alone', async () => {
    const argv = ['--expect', 'auto', '--consul', topology.urls.consul, `${topology.urls.service}/version`];
    const run = await canaryVerify(...argv);
    expect(run.stdout).toMatch(
      /^✔ matches: \d+\.\d\d % of responses came from the canary, expected 25 % ± 3 points/,
    );
    // Said before the run and in the report.
    for (const said of [run.stderr, run.stdout])
      expect(said.replace(/\s+/g, ' ')).toContain(
        `The canary's share, 25 %, is taken from ${topology.urls.consul}: stable 75 % of the weight (2 instances), canary 25 % of the weight (2 instances).`,
      );
    expect(run.exitCode).toBe(0);
  });

  test('Consul and the configuration', async () => {
    const verdict = await verify({ ...options('weights'), consul: topology.urls.consul });
    expect(verdict).toMatchObject({ verdict: 'matches', expected: { share: 0.25 } });
    expect(verdict.diagnosis).toMatchObject([
      { kind: 'expectation-taken', share: 0.25, backends: [{ backend: 'message', share: 1 }] },
    ]);
  });

  test('the configuration alone, where its rules say it: of percent-rand.cfg a tenth', async () => {
    await topology.useHaproxyConfig(haproxyConfig('percent-rand'));
    const verdict = await verify(options('percent-rand'));
    expect(verdict).toMatchObject({ verdict: 'matches', expected: { share: 0.1 } });
  });

  test('what the weights do not give is found', async () => {
    await topology.useHaproxyConfig(haproxyConfig('percent-rand'));
    const verdict = await verify({ ...options('weights'), consul: topology.urls.consul });
    expect(verdict).toMatchObject({ verdict: 'differs', expected: { share: 0.25 } });
  });
});
