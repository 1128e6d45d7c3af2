import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { verify } from 'canary-verify';
import { type StartedTopology, startTopology, type TopologyDefinition } from 'canary-verify/topology';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { HAPROXY_VERSIONS } from 'workbench/thorough';
import { messageTopology } from '../src/message-topology.js';
import { pathOf } from './documented.js';

interface Weights {
  stable: number;
  canary: number;
}

/** One replica of each version, with a weight of its own. */
function weightedTopology({ stable, canary }: Weights): TopologyDefinition {
  const definition = messageTopology(1, 1);
  const weighted = (track: 'stable' | 'canary', version: string, weight: number) => ({
    command: [process.execPath, pathOf('examples/verify/test/weights-service.mjs')] as const,
    env: { SERVICE_TRACK: track, SERVICE_VERSION: version, SERVICE_WEIGHT: String(weight) },
  });
  return {
    ...definition,
    haproxyConfig: pathOf('fixtures/haproxy/weights.cfg'),
    replicas: { 'service-v1': 1, 'service-v2': 1 },
    programs: {
      'service-v1': weighted('stable', '1.0.0', stable),
      'service-v2': weighted('canary', '1.1.0', canary),
    },
  };
}

describe.each(HAPROXY_VERSIONS)('HAProxy %s', (version) => {
  beforeAll(() => void vi.stubEnv('CANARY_VERIFY_HAPROXY', version));
  afterAll(() => void vi.unstubAllEnvs());
  let topology: StartedTopology;
  afterEach(() => topology?.stop());

  const share = (expect: string, tolerance = '3pp') =>
    verify({ target: `${topology.urls.service}/version`, expect, tolerance, connections: 5 });

  test('90 and 10 give 10 %, and go over to other shares at run time without a restart of HAProxy', async () => {
    topology = await startTopology('local', weightedTopology({ stable: 90, canary: 10 }));
    const before = await haproxyProcess(topology);
    expect(before.version).toMatch(new RegExp(`^${version}\\.`));
    expect(await weightsInHaproxy(topology)).toEqual({ stable: 90, canary: 10 });
    expect(await share('10%')).toMatchObject({ verdict: 'matches', failed: 0, unidentified: 0 });
    expect(await share('50%')).toMatchObject({ verdict: 'differs' });

    await setWeights(topology, { stable: 50, canary: 50 });
    expect(await share('50%')).toMatchObject({ verdict: 'matches', failed: 0, unidentified: 0 });
    await setWeights(topology, { stable: 10, canary: 90 });
    expect(await share('90%')).toMatchObject({ verdict: 'matches', failed: 0, unidentified: 0 });
    expect(await haproxyProcess(topology)).toEqual(before);
  });

  test('1 beside 255, the least and the most that HAProxy takes, gives 1 of 256', async () => {
    topology = await startTopology('local', weightedTopology({ stable: 255, canary: 1 }));
    expect(await weightsInHaproxy(topology)).toEqual({ stable: 255, canary: 1 });
    const verdict = await share(`${100 / 256}%`, '0.35pp');
    expect(verdict).toMatchObject({ verdict: 'matches', failed: 0, unidentified: 0 });
    // Round robin: one in each 256, but for where the run began and ended.
    expect(Math.abs(verdict.canary - verdict.requests / 256)).toBeLessThan(2);
  });
});

/** Tells the replicas themselves, and waits until HAProxy has heard of it from Consul and goes by it. */
async function setWeights(topology: StartedTopology, weights: Weights): Promise<void> {
  for (const { service, address, port } of await topology.replicas()) {
    const weight = service === 'service-v1' ? weights.stable : weights.canary;
    const url = `http://${address}:${port}/weight`;
    expect((await fetch(url, { method: 'PUT', body: String(weight) })).status).toBe(200);
  }
  const deadline = performance.now() + 10_000;
  while (JSON.stringify(await weightsInHaproxy(topology)) !== JSON.stringify(weights)) {
    if (performance.now() > deadline) expect(await weightsInHaproxy(topology)).toEqual(weights);
    await pause(50);
  }
  await finishRound(topology, ROUND_PER_WEIGHT * (weights.stable + weights.canary));
}

/** HAProxy goes by the old places of the servers until its round is over: 16 requests for each unit of weight. */
const ROUND_PER_WEIGHT = 16;

async function finishRound({ urls }: StartedTopology, requests: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 10 });
  const one = () =>
    new Promise((resolve, reject) => {
      get(`${urls.service}/version`, { agent }, (response) => response.resume().on('end', resolve)).on(
        'error',
        reject,
      );
    });
  await Promise.all(Array.from({ length: requests }, one));
  agent.destroy();
}

/** What HAProxy gives its servers that are up, by its own statistics. */
async function weightsInHaproxy({ urls }: StartedTopology): Promise<Weights> {
  const csv = await (await fetch(`${urls.stats};csv`)).text();
  const [names = [], ...rows] = csv.split('\n').map((line) => line.replace(/^# /, '').split(','));
  const up = rows.filter((row) => row[names.indexOf('status')]?.startsWith('UP'));
  const weightOf = (track: string) => {
    const server = up.find((row) => row[names.indexOf('svname')]?.startsWith(`${track}-`));
    return Number(server?.[names.indexOf('weight')]);
  };
  return { stable: weightOf('stable'), canary: weightOf('canary') };
}

/** Which process of which version it is. */
async function haproxyProcess({ urls }: StartedTopology): Promise<{ version: string; pid: string }> {
  const page = await (await fetch(urls.stats)).text();
  const [, version = '', pid = ''] = /HAProxy version ([\d.]+)[\s\S]*?pid = <\/b>\s*(\d+)/.exec(page) ?? [];
  return { version, pid };
}
