import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HeadersOptions, type Verdict, verifyHeaders } from 'canary-verify';
import { type StartedTopology, startTopology, type TopologyDefinition } from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { HAPROXY_VERSIONS } from 'workbench/thorough';
import { canaryVerify } from '../src/command-line.js';
import { haproxyConfig, messageTopology } from '../src/message-topology.js';
import { documented, pathOf } from './documented.js';

const config = haproxyConfig('headers');

/** What each kind of request that headers.cfg gives must reach, and how the report calls it. */
const KINDS: readonly [name: string, share: number][] = [
  ['unmarked', 0],
  ['X-Canary: always', 1],
  ['X-Canary: ALWAYS (other case)', 0],
  ['X-Canary: xalways (a letter before it)', 0],
  ['X-Canary: alwaysx (a letter behind it)', 0],
  ['X-Canary: alway (last letter missing)', 0],
  ['X-Canary: (empty)', 0],
  ['X-Canary:   always (spaces around it)', 1],
  ['X-Canary: always + zz-other (twice)', 1],
  ['X-Canary: zz-other + always (twice)', 1],
  ['X-Canary: always,zz-other (a list)', 1],
  ['X-Canary: zz-other,always (a list)', 1],
  ['X-Canaryx: always (similar name)', 0],
  ['X-CANARY: always (name in other case)', 1],
];

/** Both services with a canary: message behind HAProxy, credit discovered by message itself. */
function twoCanaries(): TopologyDefinition {
  const definition = messageTopology(2, 2);
  const { credit } = definition.programs;
  if (credit === undefined) throw new Error('no credit');
  const env = { ...credit.env, SERVICE_NAME: 'credit', SERVICE_VERSION: '1.1.0', SERVICE_TRACK: 'canary' };
  return {
    ...definition,
    haproxyConfig: config,
    replicas: { ...definition.replicas, credit: 2, 'credit-canary': 1 },
    programs: { ...definition.programs, 'credit-canary': { command: credit.command, env } },
  };
}

const differing = ({ arms }: Verdict) =>
  arms.filter(({ verdict }) => verdict !== 'matches').map(({ name }) => name);

let topology: StartedTopology;
const folder = mkdtempSync(join(tmpdir(), 'headers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const asked = (path: string, more: Partial<HeadersOptions> = {}) =>
  verifyHeaders({ target: `${topology.urls.service}${path}`, config, frontend: 'service', ...more });

/** HAProxy runs with this file changed, while the file itself is what is verified. */
async function useChanged(from: string, to: string): Promise<void> {
  const text = readFileSync(config, 'utf8');
  expect(text).toContain(from);
  const changed = join(folder, 'changed.cfg');
  writeFileSync(changed, text.replace(from, to));
  await topology.useHaproxyConfig(changed);
}

describe.each(HAPROXY_VERSIONS)('HAProxy %s', (version) => {
  beforeAll(async () => {
    vi.stubEnv('CANARY_VERIFY_HAPROXY', version);
    topology = await startTopology('local', twoCanaries());
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await topology?.stop();
  });

  test('every kind of request goes where headers.cfg says, and the second hop with it', async () => {
    const verdict = await asked('/hops', { secondHop: 'json:/credit/version' });
    expect(verdict).toMatchObject({ verdict: 'matches', exitCode: 0, diagnosis: [] });
    expect(verdict.arms.map(({ name, expected }) => [name, expected.share])).toEqual(KINDS);
    for (const { requests, failed, unidentified } of verdict.arms)
      expect({ requests, failed, unidentified }).toEqual({ requests: 459, failed: 0, unidentified: 0 });
    const hops = verdict.arms.map(({ secondHop }) => secondHop);
    // What is a mark for HAProxy only need not be one for a service.
    expect(hops.map((hop) => hop?.expected.share ?? null)).toEqual(
      KINDS.map(([name, share]) => (share === 1 && name.includes('(') ? null : share)),
    );
    for (const hop of hops)
      if (hop !== null) expect(hop).toMatchObject({ verdict: 'matches', responses: 459, unidentified: 0 });
    const line =
      readFileSync(config, 'utf8')
        .split('\n')
        .findIndex((text) => text.includes('X-Canary) -m str')) + 1;
    expect(verdict.arms.slice(1).map(({ rule }) => rule)).toEqual(Array(13).fill({ file: config, line }));
  });

  test('a rule that has become loose is found by the near miss that it lets through, with its exchange', async () => {
    await useChanged('-m str always', '-m str -i always');
    const verdict = await asked('/version');
    expect(differing(verdict)).toEqual(['X-Canary: ALWAYS (other case)']);
    const [leak] = verdict.diagnosis;
    expect(leak).toMatchObject({ kind: 'leak', track: 'canary', leaks: 1, version: '1.1.0' });
    expect(leak?.kind === 'leak' && leak.exchange).toMatchObject({
      request: { method: 'GET', headers: [['X-Canary', 'ALWAYS']] },
      response: { status: 200 },
      instance: expect.stringMatching(/^service-v2-/),
    });
  });

  test('so is one that has become strict', async () => {
    await useChanged('req.hdr(X-Canary) -m str always', 'req.fhdr(X-Canary) -m str always');
    expect(differing(await asked('/version'))).toEqual([
      // fhdr takes a list as a whole.
      'X-Canary: always,zz-other (a list)',
      'X-Canary: zz-other,always (a list)',
    ]);
  });
});

describe('a topology whose second service has a canary, too', () => {
  beforeAll(async () => {
    topology = await startTopology('local', twoCanaries());
    // HAProxy has it, too: the rules of the frontend that listens there are meant.
    vi.stubEnv('HAPROXY_BIND', new URL(topology.urls.service).host);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await topology?.stop();
  });

  test('a header and a percentage: near misses have the share that unmarked requests have', async () => {
    const percentage = haproxyConfig('header-and-percentage');
    await topology.useHaproxyConfig(percentage);
    // Seven shares are measured: with so little to err and so much to spend, chance leaves none of them undecided.
    const sure = { confidence: '99.99%', tolerance: '5pp', maxRequests: 100_000 };
    const verdict = await asked('/version', { config: percentage, ...sure });
    expect(verdict.arms.map(({ name, expected }) => [name, expected.share])).toEqual(
      KINDS.map(([name, share]) => [name, share === 1 ? 1 : 0.1]),
    );
    expect(differing(verdict)).toEqual([]);
    const other = await asked('/version', { config: percentage, expect: '30%' });
    expect(other.verdict).toBe('differs');
    expect(differing(other)).toHaveLength(7);
  });

  test('a lost mark: the second hop differs where the first one matches', async () => {
    await topology.useHaproxyConfig(config);
    await topology.scale('credit-canary', 0);
    const verdict = await asked('/hops', { secondHop: 'json:/credit/version' });
    await topology.scale('credit-canary', 1);
    expect(verdict.verdict).toBe('differs');
    expect(verdict.arms.find(({ name }) => name === 'X-Canary: always')).toMatchObject({
      verdict: 'differs',
      secondHop: { verdict: 'differs', firstHop: 'matches' },
    });
    expect(verdict.diagnosis).toMatchObject([
      { kind: 'second-hop-leak', arm: 'X-Canary: always', version: '1.0.0', both: true },
    ]);
  });

  describe('docs/headers.md', () => {
    const page = documented('packages/canary-verify/docs/headers.md');

    test('shows the program that the README shows', () => {
      expect(page.unproven).toEqual([]);
      for (const { file, code } of page.programs) expect(code).toBe(readFileSync(pathOf(file), 'utf8'));
    });

    const text = readFileSync(pathOf('packages/canary-verify/docs/headers.md'), 'utf8');
    const commands = [...text.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, command = '']) => command);
    const words = (command: string) =>
      [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(2);

    test('has commands', () => expect(commands.length).toBeGreaterThan(4));

    // Only shares can differ or stay undecided by chance: so seldom and with so much to spend that nobody will see it.
    beforeAll(() => {
      vi.stubEnv('CANARY_VERIFY_MAX_REQUESTS', '100000');
      vi.stubEnv('CANARY_VERIFY_CONFIDENCE', '99.9%');
    });

    test.each(commands)('%s', async (command) => {
      const file = command.includes('--expect 10%') ? haproxyConfig('header-and-percentage') : config;
      await topology.useHaproxyConfig(file);
      const argv = words(command).map((word) =>
        word === 'haproxy.cfg' ? file : word.replace('http://localhost:48151', topology.urls.service),
      );
      const run = await canaryVerify(...argv);
      expect(run.stderr).toBe('');
      expect(run.stdout).toMatch(/^✔ matches/);
      expect(run.exitCode).toBe(0);
      for (const line of run.stdout.split('\n'))
        if (!line.includes(file)) expect(line.length, line).toBeLessThanOrEqual(80);
    });
  });
});
