import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HaproxyBalancers, startBalancers } from '../../bench/balancers/haproxy-balancers.js';
import { atLeast } from '../../bench/binomial-tails.js';
import { verifyHeaders } from '../../src/headers/verify-headers.js';
import type { ArmOptions } from '../../src/options/arms.js';
import { resolveOptions } from '../../src/options/options.js';
import { makePlan } from '../../src/plan/plan.js';
import { summary } from '../../src/reporters/text-summary.js';
import { verify } from '../../src/verify.js';
import { leaking } from './leaking-haproxy.js';

const MARKED: ArmOptions = { name: 'marked', headers: { 'X-Canary': 'always' }, expect: '100%' };
const UNMARKED: ArmOptions = { name: 'unmarked', expect: '0%' };

/** Of each kind of request: so many responses without a leak are what `matches` rests on. */
function requestsPlanned(leak: string, kinds: number): number[] {
  const arms = Array.from({ length: kinds }, (_, index) => ({ ...(index % 2 === 0 ? MARKED : UNMARKED) }));
  return makePlan(resolveOptions({ arms, leak })).attempts[0].arms.map(({ test }) =>
    test.kind === 'only' ? test.leak.requestsWithoutLeak : 0,
  );
}

describe('exactly: a leak of the stated size is found with a chance of at least 0.99', () => {
  test.each([
    ['1%', 0.01],
    ['0.1%', 0.001],
  ])('%s, in each of 1, 2 or 14 kinds of request', (leak, share) => {
    for (const kinds of [1, 2, 14])
      for (const requests of requestsPlanned(leak, kinds)) {
        // It is missed when none of so many independent requests leaks, and one that leaks is enough to differ.
        expect((1 - share) ** requests).toBeLessThanOrEqual(0.01);
        // No more is asked than is needed.
        expect((1 - share) ** (requests - 1)).toBeGreaterThan(0.01);
      }
  });
});

/** That a right program fails this test by chance. */
const FALSE_ALARM = 1e-6;

/** The most leaks that so many runs may miss, each with a chance of 0.01. */
function mostMissed(runs: number): number {
  let most = 0;
  while (atLeast(most + 1, { trials: runs, share: 0.01 }) > FALSE_ALARM) most++;
  return most;
}

describe('by traffic', () => {
  let haproxy: HaproxyBalancers;
  beforeAll(async () => {
    haproxy = await startBalancers([
      leaking('right', { marked: 0, unmarked: 0 }),
      leaking('unmarked-most', { marked: 0, unmarked: 300_000 }),
      leaking('marked-percent', { marked: 10_000, unmarked: 0 }),
      leaking('unmarked-percent', { marked: 0, unmarked: 10_000 }),
      leaking('marked-permille', { marked: 1_000, unmarked: 0 }),
      leaking('unmarked-permille', { marked: 0, unmarked: 1_000 }),
    ]);
  });
  afterAll(() => haproxy[Symbol.asyncDispose]());

  // A right program misses 13 of 200 runs, or 6 of 25, once in a million times at most.
  test.each([
    ['marked-percent', MARKED, '1%', 200],
    ['unmarked-percent', UNMARKED, '1%', 200],
    ['marked-permille', MARKED, '0.1%', 25],
    ['unmarked-permille', UNMARKED, '0.1%', 25],
  ] as const)('%s is found', async (name, arm, leak, runs) => {
    let missed = 0;
    for (let run = 0; run < runs; run++) {
      const { verdict, diagnosis, failed } = await verify({ target: haproxy.url(name), arms: [arm], leak });
      expect(failed).toBe(0);
      if (verdict === 'matches') missed++;
      else
        expect(diagnosis).toMatchObject([
          { kind: 'leak', leaks: 1, exchange: { response: { status: 200 } } },
        ]);
    }
    expect(missed).toBeLessThanOrEqual(mostMissed(runs));
  });

  const config = fileURLToPath(new URL('../../../../fixtures/haproxy/headers.cfg', import.meta.url));
  const headers = (name: string) => verifyHeaders({ target: haproxy.url(name), config, frontend: 'service' });

  test('a right HAProxy matches in all kinds of request that headers.cfg gives', async () => {
    const verdict = await headers('right');
    expect(verdict).toMatchObject({ verdict: 'matches', exitCode: 0, diagnosis: [] });
    expect(verdict.arms).toHaveLength(14);
  });

  test('near misses that are shown together need a tenth of the requests, and the report says what is shown', async () => {
    const verdict = await verifyHeaders({
      target: haproxy.url('right'),
      config,
      frontend: 'service',
      quick: true,
    });
    expect(verdict).toMatchObject({ verdict: 'matches', requests: 459, diagnosis: [] });
    expect(verdict.arms.map(({ requests, together }) => [requests, together])).toEqual([
      [459, null],
      [459, null],
      ...Array.from({ length: 12 }, () => [expect.any(Number), 0.01]),
    ]);
    const together = verdict.arms.slice(2);
    // Requests that are under way when enough is known no longer count; a kind may be a round ahead.
    for (const { requests } of together) expect(requests >= 44 && requests <= 46).toBe(true);
    expect(summary(verdict, (_, text) => text)).toContain(`
  elsewhere  fewer than 1 % (99 % sure), for each of 2 kinds that one version
             alone answered
  together   fewer than 1 % of all 12 near misses, fewer than 10 % of each (99 %
             sure)
`);
  });

  test('a near miss that leaks differs at its first leak, together with others, too', async () => {
    const target = haproxy.url('unmarked-most');
    const { verdict, arms } = await verifyHeaders({ target, config, frontend: 'service', quick: true });
    expect(verdict).toBe('differs');
    const leaking = arms.filter((arm) => arm.verdict === 'differs' && arm.together !== null);
    expect(leaking.length).toBeGreaterThan(0);
    for (const { requests } of leaking) expect(requests).toBeLessThan(44);
  });

  // Seven kinds of request go with the stable version and seven with the canary: that all of them miss a leak has a chance of
  // 1e-14.
  test.each([
    ['marked-percent', 1],
    ['unmarked-percent', 0],
  ])('%s: kinds of request that leak differ, no other one does', async (name, share) => {
    const { verdict, arms } = await headers(name);
    expect(verdict).toBe('differs');
    const differing = arms.filter((arm) => arm.verdict === 'differs');
    expect(differing.length).toBeGreaterThan(0);
    for (const { expected } of differing) expect(expected.share).toBe(share);
    for (const arm of arms.filter(({ expected }) => expected.share !== share))
      expect(arm).toMatchObject({ verdict: 'matches', requests: 459 });
  });
});
