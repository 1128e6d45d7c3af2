import { verifyHeaders } from 'canary-verify';
import { type StartedTopology, startTopology } from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { canaryVerify } from '../src/command-line.js';
import { haproxyConfig, messageTopology } from '../src/message-topology.js';

const config = haproxyConfig('headers');

describe.each(['2.6', '3.0'])('HAProxy %s with headers.cfg', (version) => {
  let topology: StartedTopology;
  const target = () => `${topology.urls.service}/version`;
  beforeAll(async () => {
    vi.stubEnv('CANARY_VERIFY_HAPROXY', version);
    topology = await startTopology('local', { ...messageTopology(3, 2), haproxyConfig: config });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await topology?.stop();
  });

  test('every kind of request goes where the rules say', async () => {
    const verdict = await verifyHeaders({ target: target(), config, frontend: 'service' });
    expect(verdict.diagnosis).toEqual([]);
    expect(verdict.verdict).toBe('matches');
    const byName = verdict.arms.map(({ name, expected, requests, failed }) => [
      name,
      expected.share,
      requests,
      failed,
    ]);
    expect(byName).toEqual([
      ['unmarked', 0, 459, 0],
      ['X-Canary: always', 1, 459, 0],
      ['X-Canary: ALWAYS (other case)', 0, 459, 0],
      ['X-Canary: xalways (a letter before it)', 0, 459, 0],
      ['X-Canary: alwaysx (a letter behind it)', 0, 459, 0],
      ['X-Canary: alway (its last letter missing)', 0, 459, 0],
      ['X-Canary:  (empty)', 0, 459, 0],
      ['X-Canary:   always   (blanks around it)', 1, 459, 0],
      ['X-Canary: always + X-Canary: zz-other (twice, right first)', 1, 459, 0],
      ['X-Canary: zz-other + X-Canary: always (twice, right last)', 1, 459, 0],
      ['X-Canary: always,zz-other (a list, right first)', 1, 459, 0],
      ['X-Canary: zz-other,always (a list, right last)', 1, 459, 0],
      ['X-Canaryx: always (similar name)', 0, 459, 0],
      ['X-CANARY: always (name in other case)', 1, 459, 0],
    ]);
    const line = verdict.arms[1]?.rule?.line ?? 0;
    expect(verdict.arms.slice(1).map(({ rule }) => rule)).toEqual(Array(13).fill({ file: config, line }));
    expect(line).toBeGreaterThan(40);
  });

  test('the command prints each kind in a line, within 80 columns, and exits 0', async () => {
    const run = await canaryVerify('headers', '--config', config, '--frontend', 'service', target());
    process.stdout.write(run.stdout + run.stderr);
    expect(run.exitCode).toBe(0);
  });
});
