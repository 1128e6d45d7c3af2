import { describe, expect, test } from 'vitest';
import { resolveOptions, type VerifyOptions } from '../../src/options/options.js';
import { makePlan } from '../../src/plan/plan.js';
import { splitTest } from '../../src/statistics/split-test.js';

const plan = (options: VerifyOptions) => makePlan(resolveOptions(options));
const attempts = (options: VerifyOptions) =>
  plan(options).attempts.map(({ reuse, errorRate }) => ({ reuse, errorRate: Number(errorRate.toFixed(6)) }));

describe('attempts share the error rate', () => {
  test('few expected requests: one attempt with all of it, a connection for each request', () => {
    expect(attempts({ expect: '10%' })).toEqual([{ reuse: false, errorRate: 0.01 }]);
  });

  test('many: reused connections, and a part kept back in case they are pinned', () => {
    expect(attempts({ expect: '10%', tolerance: '1pp' })).toEqual([
      { reuse: true, errorRate: 0.009 },
      { reuse: false, errorRate: 0.001 },
    ]);
  });

  test.each([
    ['fresh', false],
    ['reuse', true],
  ] as const)('--connection-mode %s: one attempt, however many requests', (connectionMode, reuse) => {
    for (const tolerance of ['1pp', '3pp'])
      expect(attempts({ expect: '10%', tolerance, connectionMode })).toEqual([{ reuse, errorRate: 0.01 }]);
  });

  test('reused connections save nothing where one version alone is expected', () => {
    expect(attempts({ expect: '0%', leak: '0.01%' })).toEqual([{ reuse: false, errorRate: 0.01 }]);
  });
});

test('a single version outside is enough to differ, so several versions share the error rate for it', () => {
  const [{ arms }] = plan({ expect: 'v1=60%,v2=30%,v3=10%' }).attempts;
  const [{ arms: alone }] = plan({ expect: '10%' }).attempts;
  const { test: several } = arms[0];
  const { test: single } = alone[0];
  if (several.kind !== 'versions' || single.kind !== 'share') throw new Error('other tests than expected');
  const [, , third] = several.splits;
  expect(third?.insideThreshold).toBe(single.split.insideThreshold);
  expect(third?.outsideThreshold).toBeGreaterThan(single.split.outsideThreshold + Math.log(2.5));
});

test('the budget is three times the expected number of requests, unless it is given', () => {
  const [arm] = plan({ expect: '10%' }).attempts[0].arms;
  expect(arm.budget).toBe(3 * arm.needed.mean);
  const [given] = plan({ expect: '10%', maxRequests: 77 }).attempts[0].arms;
  expect(given.budget).toBe(77);
});

describe('several arms', () => {
  const only = { name: 'marked', expect: '100%' };
  const share = { name: 'unmarked', expect: '10%' };
  const plansOf = (...arms: VerifyOptions['arms'] & object) =>
    makePlan(resolveOptions({ arms, connectionMode: 'fresh' })).attempts[0].arms;

  test('each use the whole error rate for matches, and share it for differs where chance can make them differ', () => {
    const [, alone] = plansOf(only, share, only);
    const three = plansOf(share, share, only, share);
    const tests = three.map(({ test }) => test);
    expect(tests[2]).toMatchObject({ kind: 'only', track: 'canary', leak: { requestsWithoutLeak: 459 } });
    for (const index of [0, 1, 3]) {
      const test = tests[index];
      if (alone?.test.kind !== 'share' || test?.kind !== 'share') throw new Error('no share');
      expect(test.split.insideThreshold).toBe(alone.test.split.insideThreshold);
      const { outsideThreshold } = splitTest(
        { share: 0.1, tolerance: 0.03 },
        { errorRate: 0.01 / 3, differsBeyond: 'tolerance' },
      );
      expect(test.split.outsideThreshold).toBeCloseTo(outsideThreshold, 12);
      expect(outsideThreshold).toBeGreaterThan(alone.test.split.outsideThreshold);
    }
    for (const { eachErrorRate } of three) expect(eachErrorRate).toBeCloseTo(0.01 / 4, 12);
  });

  test('with a second hop need as many requests as that needs', () => {
    const [plan] = makePlan(resolveOptions({ arms: [only], secondHop: 'header:X-Credit', leak: '0.1%' }))
      .attempts[0].arms;
    expect(plan).toMatchObject({
      hopLeak: { requestsWithoutLeak: 4603 },
      needed: { mean: 4603 },
      budget: 3 * 4603,
    });
  });
});

test('several versions need as many requests as the one that needs most', () => {
  const needed = (expect: string) => plan({ expect, tolerance: '3pp' }).attempts[0].arms[0].needed;
  const { mean, ninetyNinth } = needed('v1=60%,v2=30%,v3=10%');
  expect(mean).toBe(needed('60%').mean);
  expect(ninetyNinth).toBe(needed('60%').ninetyNinth);
  expect(mean).toBeGreaterThan(needed('10%').mean);
  expect(ninetyNinth).toBeGreaterThan(mean);
});
