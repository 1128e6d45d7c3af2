import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { verify } from 'canary-verify';
import {
  findTools,
  type StartedTopology,
  startTopology,
  type TopologyDefinition,
} from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { HAPROXY_VERSIONS } from 'workbench/thorough';
import { haproxyConfig, messageTopology } from '../src/message-topology.js';
import { pathOf } from './documented.js';
import { type Asking, askTimes } from './haproxy-fixtures/asked.js';
import { replicasInConsul } from './haproxy-fixtures/consul-weights.js';
import { canaryShare, type ReadFixture, readFixture } from './haproxy-fixtures/deduced.js';
import { FIXTURE_TRAFFIC, type FixtureTraffic } from './haproxy-fixtures/fixture-traffic.js';

const FIXTURES = readdirSync(pathOf('fixtures/haproxy'))
  .filter((file) => file.endsWith('.cfg'))
  .map((file) => file.slice(0, -'.cfg'.length))
  .sort();

test('each fixture says in its first line what the verifier must answer, as the README does, and is tried below', () => {
  expect(FIXTURES.length).toBeGreaterThanOrEqual(12);
  expect(Object.keys(FIXTURE_TRAFFIC).sort()).toEqual(FIXTURES);
  const page = readFileSync(pathOf('fixtures/haproxy/README.md'), 'utf8');
  for (const fixture of FIXTURES) {
    const [, answer] =
      /^# canary-verify must answer: (\S.*)\n/.exec(readFileSync(haproxyConfig(fixture), 'utf8')) ?? [];
    expect(page).toContain(`| [${fixture}](${fixture}.cfg) | ${answer} |`);
  }
});

describe.each(['2.6', '3.0', '3.2'])('HAProxy %s', (version) => {
  beforeAll(() => void vi.stubEnv('CANARY_VERIFY_HAPROXY', version));
  afterAll(() => void vi.unstubAllEnvs());

  test('takes each fixture without a warning', async () => {
    const { haproxy } = await findTools(['haproxy']);
    expect(haproxy.version).toContain(` ${version}.`);
    // The name `consul` is known only among the containers. Maps are found wherever HAProxy is started.
    const surroundings = { env: { ...haproxy.env, CONSUL_DNS: '127.0.0.1:8600' }, cwd: tmpdir() };
    for (const fixture of FIXTURES) {
      const argv = ['-c', '-f', haproxyConfig(fixture)];
      const { stdout, stderr } = await promisify(execFile)(haproxy.command, argv, surroundings);
      expect(stdout + stderr, fixture).not.toMatch(/WARNING|ALERT/);
    }
  });
});

/** 4 stable replicas and 1 canary, whose weights in Consul can be changed. */
function topologyDefinition(): TopologyDefinition {
  const definition = messageTopology(4, 1);
  const command = [process.execPath, pathOf('examples/verify/test/weights-service.mjs')] as const;
  const program = (track: string, version: string) => ({
    command,
    env: { SERVICE_TRACK: track, SERVICE_VERSION: version },
  });
  return {
    ...definition,
    programs: {
      ...definition.programs,
      'service-v1': program('stable', '1.0.0'),
      'service-v2': program('canary', '1.1.0'),
    },
  };
}

describe.each(HAPROXY_VERSIONS)('through HAProxy %s', (version) => {
  let topology: StartedTopology;
  beforeAll(async () => {
    vi.stubEnv('CANARY_VERIFY_HAPROXY', version);
    topology = await startTopology('local', topologyDefinition());
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await topology?.stop();
  });

  test.each(Object.entries(FIXTURE_TRAFFIC))('%s', async (fixture, traffic) => {
    await traffic.before?.(topology);
    try {
      await topology.useHaproxyConfig(haproxyConfig(fixture));
      const read = await readFixture(fixture, topology.urls.stats);
      await expectDeduction(topology, read, traffic);
      await expectMarks(topology, read, traffic);
      await expectShares(topology, traffic);
      await traffic.shows?.(topology);
    } finally {
      await traffic.after?.(topology);
    }
  });
});

/** What is read from the file is what traffic is held against afterwards. */
async function expectDeduction(
  topology: StartedTopology,
  { pools, frontend, running, deduce }: ReadFixture,
  { arms, byFileAlone, sticks, unknown }: FixtureTraffic,
): Promise<void> {
  const exactly = (share: number | null) => (share === null ? null : expect.closeTo(share, 9));
  expect(frontend.unmarked.canaryShare).toEqual(exactly(byFileAlone ?? null));
  expect(running).toEqual(exactly(arms.find(({ name }) => name === 'unmarked')?.deduced ?? null));
  const replicas = await replicasInConsul(topology);
  const deduced = arms.map(({ name, headers }) => ({ name, deduction: deduce(headers) }));
  const shares = deduced.map(({ name, deduction }) => [name, canaryShare(pools, deduction, replicas)]);
  expect(shares).toEqual(arms.map(({ name, deduced }) => [name, exactly(deduced)]));
  const sticky = pools.flatMap(({ stickiness }) => stickiness.map(({ kind, key }) => ({ kind, key })));
  expect(sticky).toEqual(sticks === undefined ? [] : [sticks]);
  const remarks = [...pools, ...deduced.map(({ deduction }) => ({ remarks: deduction.unknown }))];
  const words = remarks.flatMap(({ remarks }) => remarks.map(({ text, why }) => `${text}: ${why}`));
  if (unknown !== undefined) expect(words.join('\n')).toContain(unknown);
}

/** The headers to insert are found, and reach the canary; each near miss reaches what was deduced of it. */
async function expectMarks(
  topology: StartedTopology,
  { frontend: { marks, unmarked } }: ReadFixture,
  { marks: expected = [] }: FixtureTraffic,
): Promise<void> {
  expect(marks.map(({ headers }) => headers.map((header) => header.join(': ')).join('\n'))).toEqual(expected);
  for (const { headers, backend, nearMisses } of marks) {
    expect(backend).toBe('canary');
    expect(await tracksOf(topology, headers)).toEqual(['canary']);
    expect(nearMisses.filter(({ like }) => like === 'marked' || like === 'unmarked').length).toBeGreaterThan(
      4,
    );
    for (const miss of nearMisses) {
      // What chance decides about is counted out below.
      const share = miss.like === 'marked' ? 1 : miss.like === 'unmarked' ? unmarked.canaryShare : null;
      if (share !== 0 && share !== 1) continue;
      const track = share === 1 ? 'canary' : 'stable';
      expect(await tracksOf(topology, miss.headers), JSON.stringify(miss.headers)).toEqual([track]);
    }
  }
}

/** Which versions answer ten requests. */
async function tracksOf(topology: StartedTopology, headers: Asking['headers'] = []): Promise<string[]> {
  const answers = await askTimes(topology, 10, { headers });
  return [...new Set(answers.map(({ track }) => track))];
}

/** All kinds of request in one run, each with the share that it should have. */
async function expectShares({ urls }: StartedTopology, { arms }: FixtureTraffic): Promise<void> {
  const counted = arms.flatMap(({ name, headers, share }) =>
    share === null ? [] : [{ name, headers, expect: share }],
  );
  if (counted.length === 0) return;
  // Where chance decides, it may let hardly one of a thousand tests fail.
  const byChance = counted.some(({ expect }) => expect > 0 && expect < 1);
  const confidence = byChance ? '99.9%' : '99%';
  const verdict = await verify({ target: `${urls.service}/version`, confidence, arms: counted });
  const figures = verdict.arms.map(({ name, verdict, failed, unidentified }) => ({
    name,
    verdict,
    failed,
    unidentified,
  }));
  expect(figures, JSON.stringify(verdict)).toEqual(
    counted.map(({ name }) => ({ name, verdict: 'matches', failed: 0, unidentified: 0 })),
  );
}
