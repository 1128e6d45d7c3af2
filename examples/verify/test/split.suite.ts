import { verify } from 'canary-verify';
import type { StartedTopology, TopologyDriver } from 'canary-verify/topology';
import { startTopology } from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canaryVerify } from '../src/command-line.js';
import { haproxyConfig, messageTopology } from '../src/message-topology.js';

/** What a user is promised, on one driver. The tests build on each other: they share one topology. */
export function splitSuite(driver: TopologyDriver): void {
  let topology: StartedTopology;
  const target = (path = '/version') => `${topology.urls.service}${path}`;

  beforeAll(async () => {
    topology = await startTopology(driver, messageTopology(9, 1));
  });
  afterAll(async () => {
    await topology?.stop();
  });

  describe('9 stable and 1 canary replica', () => {
    test('--expect 10% matches and exits 0, with one JSON document on standard output', async () => {
      const run = await canaryVerify('--expect', '10%', '--json', target());
      expect(run.stderr).toBe('');
      const verdict = JSON.parse(run.stdout);
      expect(verdict).toMatchObject({ verdict: 'matches', exitCode: 0, failed: 0, unidentified: 0 });
      expect(verdict.share).toBeGreaterThan(0.07);
      expect(verdict.share).toBeLessThan(0.13);
      expect(verdict.versions).toEqual({ '1.0.0': verdict.stable, '1.1.0': verdict.canary });
      expect(Object.keys(verdict.instances)).toHaveLength(10);
      expect(run.exitCode).toBe(0);
    });

    test('--consul: all replicas that Consul knows to be healthy have answered', async () => {
      const run = await canaryVerify('--expect', '10%', '--consul', topology.urls.consul, '--json', target());
      const verdict = JSON.parse(run.stdout);
      expect(verdict).toMatchObject({ verdict: 'matches', exitCode: 0 });
      // How fast ten processes on a busy machine are beside each other is another matter.
      expect(verdict.diagnosis.filter(({ kind }: { kind: string }) => kind !== 'canary-worse')).toEqual([]);
      expect(Object.keys(verdict.instances)).toHaveLength(10);
    });

    test('--expect 25% differs, exits 1 and says why', async () => {
      const run = await canaryVerify('--expect', '25%', target());
      expect(run.stdout).toMatch(
        /^✘ differs: \d+\.\d\d % of responses came from the canary, not 25 % ± 3 points$/m,
      );
      expect(run.stdout.replace(/\n */g, ' ')).toContain(
        "The canary's share equals its share of the replicas: 1 of 10 that answered is a canary, 10 %.",
      );
      expect(run.exitCode).toBe(1);
    });

    test('an endpoint that only the canary has: 2xx counts as canary, 404 as stable', async () => {
      const run = await canaryVerify(
        '--expect',
        '10%',
        '--by',
        'status',
        '--path',
        '/messages/count',
        '--json',
        target(),
      );
      expect(JSON.parse(run.stdout)).toMatchObject({ verdict: 'matches', failed: 0, unidentified: 0 });
      expect(run.exitCode).toBe(0);
    });
  });

  test('by header: marked requests reach only canaries, unmarked only stable replicas', async () => {
    await topology.useHaproxyConfig(haproxyConfig('headers'));
    const verdict = await verify({
      target: target(),
      arms: [
        { name: 'marked', headers: { 'X-Canary': 'always' }, expect: '100%' },
        { name: 'unmarked', expect: '0%' },
      ],
    });
    expect(verdict.verdict).toBe('matches');
    expect(verdict.arms).toMatchObject([
      { name: 'marked', stable: 0, failed: 0, unidentified: 0 },
      { name: 'unmarked', canary: 0, failed: 0, unidentified: 0 },
    ]);
    for (const arm of verdict.arms) expect(arm.requests).toBeGreaterThanOrEqual(459);
  });

  test('a wrong claim about the header is found', async () => {
    const run = await canaryVerify('--expect', '100%', '-H', 'X-Canary: Always', '--json', target());
    expect(JSON.parse(run.stdout)).toMatchObject({
      verdict: 'differs',
      diagnosis: [{ kind: 'leak', track: 'stable' }],
    });
    expect(run.exitCode).toBe(1);
  });

  describe('4 stable and 4 canary replicas', () => {
    beforeAll(async () => {
      await topology.useHaproxyConfig(haproxyConfig('replicas'));
      await topology.scale('service-v2', 4);
      await topology.scale('service-v1', 4);
    });

    test('--expect 50% matches, and all eight instances were seen', async () => {
      const verdict = await verify({ target: target(), expect: '50%' });
      expect(verdict).toMatchObject({ verdict: 'matches', failed: 0 });
      const replicas = await topology.replicas();
      const registered = replicas
        .filter(({ service }) => service !== 'credit')
        .map(({ instance }) => instance);
      expect(registered).toHaveLength(8);
      expect(Object.keys(verdict.instances).sort()).toEqual(registered.sort());
    });

    test('after kill -9 of a replica under traffic, its failures are counted apart and as neither version', async () => {
      const [victim] = (await topology.replicas()).filter(({ service }) => service === 'service-v1');
      if (victim === undefined) throw new Error('no stable replica');
      // Stopped first, so that requests are waiting in it for certain when it is killed.
      await topology.signal(victim.instance, 'SIGSTOP');
      let killed: Promise<void> | null = null;
      const verdict = await verify({
        target: target(),
        expect: '50%',
        tolerance: '20pp',
        maxFailures: '50%',
        timeoutMs: 20_000,
        onProgress: () => {
          killed ??= topology.signal(victim.instance, 'SIGKILL');
        },
      });
      await killed;
      expect(killed, 'the run was over before the replica was killed').not.toBeNull();
      expect(verdict.failed).toBeGreaterThan(0);
      const byCause = Object.values(verdict.failures).reduce<number>((sum, count) => sum + (count ?? 0), 0);
      expect(byCause).toBe(verdict.failed);
      expect(verdict.stable + verdict.canary + verdict.failed).toBe(verdict.requests);
      const counted = Object.values(verdict.instances).reduce((sum, { count }) => sum + count, 0);
      expect(counted).toBe(verdict.stable + verdict.canary);
      expect(verdict.versions).toEqual({ '1.0.0': verdict.stable, '1.1.0': verdict.canary });
    });
  });
}
