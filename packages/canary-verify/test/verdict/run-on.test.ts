import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/observation/observation.js';
import { resolveOptions, type VerifyOptions } from '../../src/options/options.js';
import { makePlan } from '../../src/plan/plan.js';
import type { Blocked } from '../../src/settle/blocked.js';
import { blockedVerdict } from '../../src/verdict/blocked-verdict.js';
import { answerOf, type Respond, runOn, share, turns } from '../run-on.js';
import { seeded } from '../statistics/seeded.js';

const on = (given: VerifyOptions, respond: Respond) => runOn(given, respond).verdict;
const kinds = (given: VerifyOptions, respond: Respond) =>
  on(given, respond).diagnosis.map(({ kind }) => kind);

const STABLE = answerOf('stable');
const CANARY = answerOf('canary');
const silent: Answer = { status: 200, headers: {}, body: Buffer.from('hello') };
const from = (track: 'stable' | 'canary', instance: string, more: Answer['headers'] = {}) =>
  answerOf(track, { 'x-service-instance': instance, ...more });
/** A response that names a version, and no track. */
const versioned = (version: string): Answer => ({
  status: 200,
  headers: {},
  body: Buffer.from(JSON.stringify({ version })),
});
describe('the figures of a verdict', () => {
  test('add up, for each version and each replica', () => {
    const verdict = on({ expect: '10%', target: 'http://shop/version?token=x' }, share(10));
    const { requests, stable, canary } = verdict;
    expect(verdict).toMatchObject({
      ...{ verdict: 'matches', exitCode: 0, target: 'http://shop/version?token=***', durationMs: 640 },
      ...{ confidence: 0.99, connectionMode: 'fresh', interrupted: false, diagnosis: [] },
      ...{ share: canary / requests, unidentified: 0, failed: 0, failures: {}, shares: [], secondHop: null },
      expected: { share: 0.1, tolerance: 0.03 },
      versions: { '1.0.0': stable, '1.1.0': canary },
      instances: {
        'service-v1-1': { version: '1.0.0', track: 'stable', count: stable },
        'service-v2-1': { version: '1.1.0', track: 'canary', count: canary },
      },
      health: {
        errors: { stable: { requests: stable, failed: 0 }, canary: { requests: canary, failed: 0 } },
        latency: { stable: { p50: expect.closeTo(2, 2), max: expect.closeTo(2, 2) } },
      },
    });
    expect(stable + canary).toBe(requests);
    expect(verdict.arms).toMatchObject([{ name: 'all requests', verdict: 'matches', requests, rule: null }]);
    expect(verdict).not.toHaveProperty('name');
  });

  test('of several versions stand beside their own expectation', () => {
    const named = [...Array(7).fill('v1'), 'v2', 'v2', 'v3'].map(versioned);
    const verdict = on({ expect: 'v1=70%,v2=20%,v3=10%' }, turns(...named));
    const { requests, stable, canary, versions } = verdict;
    expect(verdict).toMatchObject({ verdict: 'matches', unidentified: 0 });
    expect(verdict.expected.share).toBeCloseTo(0.3, 12);
    expect(versions).toEqual({ v1: stable, v2: expect.any(Number), v3: expect.any(Number) });
    expect(verdict.shares.map(({ version }) => version)).toEqual(['v1', 'v2', 'v3']);
    expect(verdict.shares.map((one) => one.requests)).toEqual(Object.values(versions));
    expect(stable + canary).toBe(requests);
    for (const one of verdict.shares) {
      expect(one.share).toBe(one.requests / requests);
      const [low, high] = one.interval ?? [0, 1];
      expect(low).toBeGreaterThanOrEqual(one.expected.share - 0.03);
      expect(low).toBeLessThan(one.share ?? 0);
      expect(high).toBeLessThanOrEqual(one.expected.share + 0.03 + 1e-12);
      expect(high).toBeGreaterThan(one.share ?? 1);
    }
    expect(on({ expect: 'v1=70%,v2=20%,v3=10%' }, turns('reset')).shares).toMatchObject([
      { version: 'v1', share: null, interval: null, requests: 0 },
      { version: 'v2', share: null, interval: null, requests: 0 },
      { version: 'v3', share: null, interval: null, requests: 0 },
    ]);
  });

  test('a version without a number goes by its service, one without either by its track', () => {
    const service = { ...silent, body: Buffer.from('{"service":"shop-v2"}') };
    const track = { ...silent, headers: { 'x-service-track': 'stable' } };
    expect(Object.keys(on({ expect: '50%' }, turns(service, track)).versions)).toEqual(['shop-v2', 'stable']);
  });

  test('a replica that changes its version is counted once', () => {
    const later = from('canary', 'b-0', { 'x-service-version': '1.2.0' });
    const verdict = on({ expect: '50%' }, turns(STABLE, later, STABLE, from('canary', 'b-0')));
    expect(verdict.instances['b-0']).toEqual({ version: '1.2.0', track: 'canary', count: verdict.canary });
  });
});

describe('one version alone', () => {
  test('matches after 459 responses, and the interval ends at the leak that is ruled out', () => {
    const verdict = on({ expect: '100%' }, turns(CANARY));
    expect(verdict).toMatchObject({
      verdict: 'matches',
      requests: 459,
      expected: { share: 1, tolerance: 0.01 },
    });
    expect(verdict.interval).toEqual([expect.closeTo(0.99, 4), 1]);
    const other = on({ expect: '0%' }, turns(STABLE));
    expect(other).toMatchObject({
      verdict: 'matches',
      requests: 459,
      expected: { share: 0, tolerance: 0.01 },
    });
    expect(other.interval).toEqual([0, expect.closeTo(0.01, 4)]);
  });

  test('a failure may be a leak: it takes many more responses to rule one out', () => {
    const every =
      (period: number): Respond =>
      ({ request }) =>
        request % period === 7 ? 'reset' : CANARY;
    const rare = on({ expect: '100%', maxRequests: 5_000 }, every(1_000));
    expect(rare).toMatchObject({ verdict: 'matches', failed: 2 });
    expect(rare.canary).toBeGreaterThan(1_400);
    expect(rare.interval?.[0]).toBeGreaterThanOrEqual(0.99);
    const often = on({ expect: '100%', maxFailures: '5%' }, every(90));
    expect(often).toMatchObject({ verdict: 'undecided' });
    expect(often.diagnosis).toMatchObject([{ kind: 'still-open', unknown: 16, keptOpen: 'never' }]);
  });

  test('a failed answer that names the other version is a leak', () => {
    const broken = answerOf('canary', {}, 500);
    const respond: Respond = ({ request }) => (request === 30 ? broken : STABLE);
    const verdict = on({ expect: '0%' }, respond);
    expect(verdict).toMatchObject({ verdict: 'differs', requests: 31, failed: 1 });
    expect(verdict.diagnosis).toMatchObject([
      { kind: 'leak', track: 'canary', leaks: 1, exchange: { response: { status: 500 } } },
    ]);
  });

  test('a leak is shown with its exchange, and the interval does not hide it', () => {
    const respond: Respond = ({ request }) => (request === 40 ? from('stable', 'a-7') : CANARY);
    const verdict = on({ expect: '100%', headers: { 'X-Canary': 'always' } }, respond);
    expect(verdict).toMatchObject({ verdict: 'differs', exitCode: 1, requests: 41, stable: 1 });
    expect(verdict.interval?.[1]).toBeLessThan(1);
    expect(verdict.diagnosis).toMatchObject([
      {
        ...{ kind: 'leak', arm: 'all requests', track: 'stable', leaks: 1 },
        ...{ instance: 'a-7', version: '1.0.0' },
        exchange: {
          request: { method: 'GET', headers: [['X-Canary', 'always']] },
          response: { status: 200, body: '{}' },
          ...{ instance: 'a-7', version: '1.0.0', durationMs: 2, time: '2023-11-14T22:13:20.040Z' },
        },
      },
    ]);
  });

  test('of several arms each has its own verdict, and the worst one is that of the run', () => {
    const arms = [
      { name: 'marked', expect: '100%', headers: { 'X-Canary': 'always' } },
      { name: 'others', expect: '0%' },
    ];
    const verdictOf = (marked: Answer, others: Answer) =>
      on({ arms }, ({ arm }) => (arm === 0 ? marked : others));
    expect(verdictOf(CANARY, STABLE)).toMatchObject({
      verdict: 'matches',
      arms: [
        { verdict: 'matches', headers: [['X-Canary', 'always']] },
        { verdict: 'matches', headers: [] },
      ],
    });
    const leaking = verdictOf(CANARY, CANARY);
    expect(leaking).toMatchObject({ verdict: 'differs', arms: [{}, { verdict: 'differs' }] });
    expect(leaking.diagnosis).toMatchObject([{ kind: 'leak', arm: 'others', track: 'canary' }]);
    expect(verdictOf(CANARY, silent)).toMatchObject({ verdict: 'unmeasured', exitCode: 3 });
  });
});

describe('a share that differs', () => {
  test('one that never answers is named', () => {
    expect(on({ expect: '10%' }, turns(STABLE))).toMatchObject({
      ...{ verdict: 'differs', requests: 700 },
      diagnosis: [
        { kind: 'never-seen', arm: 'all requests', track: 'canary', version: null, only: 'service-v1-1' },
      ],
    });
    expect(on({ expect: '90%' }, turns(CANARY)).diagnosis).toEqual([
      { kind: 'never-seen', arm: 'all requests', track: 'stable', version: null, only: 'service-v2-1' },
    ]);
  });

  test('replicas explain it when the share is within a sixth of theirs', () => {
    const replicas = [...Array.from({ length: 4 }, (_, index) => from('stable', `a-${index}`)), CANARY];
    expect(on({ expect: '50%' }, turns(...replicas)).diagnosis).toEqual([
      { kind: 'follows-replicas', arm: 'all requests', stable: 4, canary: 1, expected: 0.5 },
    ]);
    // One of two answers 80 %: that is not what their number gives.
    expect(on({ expect: '30%' }, turns(CANARY, CANARY, CANARY, CANARY, STABLE)).diagnosis).toEqual([]);
  });
});

describe('a share that is not decided', () => {
  test('names the ends that are open', () => {
    expect(on({ expect: '10%', maxRequests: 50 }, share(10))).toMatchObject({
      ...{ verdict: 'undecided', exitCode: 2, requests: 50 },
      diagnosis: [
        { kind: 'still-open', arm: 'all requests', requests: 50, open: ['lower', 'upper'], needed: 1350 },
      ],
    });
    const [open] = on({ expect: '10%', maxRequests: 700 }, share(8)).diagnosis;
    expect(open).toMatchObject({ kind: 'still-open', open: ['lower'] });
    const [other] = on({ expect: '10%', maxRequests: 600 }, share(12)).diagnosis;
    expect(other).toMatchObject({ kind: 'still-open', open: ['upper'] });
    expect(on({ expect: '100%', maxRequests: 50 }, turns(CANARY)).diagnosis).toMatchObject([
      { kind: 'still-open', open: [], needed: 459 },
    ]);
  });

  test('the time is named when it was up, not when somebody ended the run', () => {
    const asking = { expect: '10%', maxRequests: 50 };
    expect(kinds({ ...asking, maxTimeMs: 640 }, share(10))).toEqual(['time-spent', 'still-open']);
    expect(kinds({ ...asking, maxTimeMs: 641 }, share(10))).toEqual(['still-open']);
    expect(kinds({ expect: '10%', maxTimeMs: 100 }, share(10))).toEqual([]);
    const ended = { ...asking, maxTimeMs: 100, signal: AbortSignal.abort() };
    expect(on(ended, share(10))).toMatchObject({ interrupted: true, exitCode: 130 });
    expect(kinds(ended, share(10))).toEqual(['still-open']);
  });

  test('an answer that came first is not interrupted', () => {
    const signal = AbortSignal.abort();
    expect(on({ expect: '10%', signal }, share(10))).toMatchObject({ verdict: 'matches', exitCode: 0 });
    expect(on({ expect: '10%', signal }, turns(STABLE))).toMatchObject({ verdict: 'differs', exitCode: 1 });
  });
});

describe('what cannot be measured', () => {
  test('too many failures, by their causes', () => {
    const broken = answerOf('canary', {}, 503);
    const verdict = on({ expect: '10%' }, turns(...Array(8).fill(STABLE), 'reset', broken));
    const { failed, requests } = verdict;
    expect(verdict).toMatchObject({
      ...{ verdict: 'unmeasured', exitCode: 3 },
      diagnosis: [{ kind: 'too-many-failures', arm: 'all requests', failed, requests, limit: 0.01 }],
    });
    expect(verdict.failures).toEqual({ reset: expect.any(Number), 'http-503': expect.any(Number) });
    expect(verdict.health).toMatchObject({ errors: { canary: { failed: verdict.failures['http-503'] } } });
  });

  test('a few failures are borne: exactly as many as allowed', () => {
    const respond: Respond = ({ request }) =>
      request === 20 ? 'reset' : share(10)({ request, arm: 0, connection: 0, address: 0 });
    expect(on({ expect: '10%', maxRequests: 100 }, respond)).toMatchObject({
      verdict: 'undecided',
      failed: 1,
    });
    expect(on({ expect: '10%', maxRequests: 99 }, respond)).toMatchObject({
      verdict: 'unmeasured',
      failed: 1,
    });
    const unknown: Respond = (asked) => (asked.request === 20 ? silent : share(10)(asked));
    expect(on({ expect: '10%', maxRequests: 100 }, unknown)).toMatchObject({ verdict: 'undecided' });
    expect(on({ expect: '10%', maxRequests: 99 }, unknown)).toMatchObject({ verdict: 'unmeasured' });
  });

  test('responses without a version, which is seen after ten', () => {
    expect(on({ expect: '10%' }, turns(silent))).toMatchObject({
      ...{ verdict: 'unmeasured', requests: 10, unidentified: 10, share: null, interval: null, health: null },
      diagnosis: [{ kind: 'unidentified', unidentified: 10, requests: 10, versions: [] }],
    });
  });

  test('redirects are named instead, with where they lead', () => {
    const redirect: Answer = { ...silent, status: 302, headers: { location: '/login' } };
    const other: Answer = { ...silent, status: 307, headers: { location: '/later' } };
    const target = 'http://shop/version';
    const verdict = on({ expect: '10%', target }, ({ request }) => (request === 0 ? redirect : other));
    expect(verdict.diagnosis).toEqual([
      {
        ...{ kind: 'redirected', arm: 'all requests', redirects: 10, requests: 10 },
        ...{ status: 302, location: 'http://shop/login' },
      },
    ]);
    expect(kinds({ expect: '10%' }, turns(redirect, silent))).toEqual(['redirected', 'unidentified']);
  });

  test('nothing but failures counts as nothing', () => {
    expect(on({ expect: '10%' }, turns('reset'))).toMatchObject({
      ...{ verdict: 'unmeasured', requests: 10, failed: 10, share: null },
    });
    // Who ends a run before the first response has shown nothing of the target.
    const nobody = { expect: '10%', maxRequests: 1, signal: AbortSignal.abort() };
    expect(on(nobody, turns('reset'))).toMatchObject({ verdict: 'unmeasured', exitCode: 130 });
  });
});

describe('versions that name no track', () => {
  test('of two the higher one is the canary, whatever was counted before', () => {
    const respond: Respond = ({ request }) =>
      versioned(request < 4 || request % 2 === 0 ? '1.9.0' : '1.10.0');
    const verdict = on({ expect: '50%' }, respond);
    expect(verdict).toMatchObject({ verdict: 'matches', unidentified: 0 });
    expect(verdict.versions).toEqual({ '1.10.0': verdict.canary, '1.9.0': verdict.stable });
    expect(verdict.diagnosis).toEqual([{ kind: 'compared-versions', canary: '1.10.0', stable: '1.9.0' }]);
  });

  test('one alone waits for the second, and is unidentified until then', () => {
    const verdict = on({ expect: '10%', maxRequests: 60 }, turns(versioned('1.0.0')));
    expect(verdict).toMatchObject({ verdict: 'unmeasured', requests: 60, unidentified: 60 });
  });

  test('three make all of them unidentified, at once', () => {
    const respond: Respond = ({ request }) =>
      versioned(request === 100 ? '3.0.0' : request % 2 === 0 ? '1.0.0' : '2.0.0');
    expect(on({ expect: '50%' }, respond)).toMatchObject({
      ...{ verdict: 'unmeasured', requests: 101, unidentified: 101, stable: 0, canary: 0 },
      diagnosis: [{ kind: 'unidentified', versions: ['1.0.0', '2.0.0', '3.0.0'] }],
    });
  });
});

describe('what watches over the verdict', () => {
  /** Each connection leads to one version for good. */
  const pinned: Respond = ({ connection }) => (connection % 10 === 0 ? CANARY : STABLE);

  test('pinned connections are asked again one request each, once', () => {
    const verdict = on({ expect: '10%', tolerance: '1pp' }, pinned);
    expect(verdict).toMatchObject({ connectionMode: 'fresh', verdict: 'matches' });
    expect(verdict.diagnosis).toMatchObject([{ kind: 'pinned', arm: 'all requests', restarted: true }]);
  });

  test('pinned connections that are to be reused say nothing', () => {
    const verdict = on({ expect: '10%', connectionMode: 'reuse' }, pinned);
    expect(verdict).toMatchObject({ verdict: 'unmeasured', connectionMode: 'reuse' });
    expect(verdict.diagnosis).toMatchObject([
      { kind: 'pinned', requests: verdict.requests, restarted: false },
    ]);
  });

  test('a share that changes has no verdict', () => {
    const respond: Respond = (asked) => share(asked.request < 2_000 ? 10 : 40)(asked);
    const verdict = on({ expect: '12%', tolerance: '1pp', connectionMode: 'fresh' }, respond);
    expect(verdict).toMatchObject({ verdict: 'undecided' });
    expect(verdict.diagnosis).toMatchObject([
      { kind: 'drifted', arm: 'all requests', before: expect.closeTo(0.1, 2), after: expect.closeTo(0.4, 1) },
    ]);
  });

  test('a canary above --max-errors differs, one shown below it matches, and in between nothing is said', () => {
    const failing = (every: number): Respond => {
      const broken = answerOf('canary', {}, 500);
      return (asked) => share(50, asked.request % every < 2 ? broken : CANARY)(asked);
    };
    const options = { expect: '50%', maxFailures: '50%', maxErrors: '2%' };
    const above = on(options, failing(10));
    expect(above).toMatchObject({ verdict: 'differs', health: { errors: { limit: { verdict: 'above' } } } });
    expect(above.diagnosis.map(({ kind }) => kind)).toContain('errors-above-limit');
    const below = on(options, share(50));
    expect(below).toMatchObject({ verdict: 'matches', health: { errors: { limit: { verdict: 'below' } } } });
    const between = on({ ...options, maxRequests: 6_000 }, failing(100));
    expect(between).toMatchObject({ verdict: 'undecided' });
    expect(between.diagnosis.map(({ kind }) => kind)).toContain('errors-open');
  });

  test('a canary that fails more often is worse, whatever its share', () => {
    const broken = answerOf('canary', {}, 500);
    const respond: Respond = (asked) => share(10, asked.request % 30 < 10 ? broken : CANARY)(asked);
    const verdict = on({ expect: '10%', maxFailures: '50%' }, respond);
    const { stable, canary } = verdict.health?.errors ?? {};
    const { latency } = verdict.health ?? {};
    const slowest = { stable: latency?.stable?.p90, canary: latency?.canary?.p90 };
    expect(verdict.diagnosis).toContainEqual({
      ...{ kind: 'canary-worse', arm: 'all requests', what: 'errors', oddsRatio: null },
      ...{ slowest, replicas: 1, stable, canary },
    });
    expect(verdict.health?.errors.canary.failed).toBe(verdict.failed);
  });
});

describe('replicas', () => {
  const nine = Array.from({ length: 9 }, (_, index) => from('stable', `a-${index}`));

  test('of which all have answered, as often as each other, give no remark', () => {
    expect(kinds({ expect: '10%', replicas: { stable: 9, canary: 1 } }, turns(...nine, CANARY))).toEqual([]);
  });

  test('of which one never answers make the run differ, when it should have by then', () => {
    const verdict = on({ expect: '10%', replicas: { stable: 10, canary: 1 } }, turns(...nine, CANARY));
    expect(verdict).toMatchObject({ verdict: 'differs' });
    expect(verdict.diagnosis).toEqual([
      {
        kind: 'replicas-missing',
        arm: 'all requests',
        track: 'stable',
        service: null,
        seen: 9,
        expected: 10,
        shown: true,
      },
    ]);
    const early = { expect: '10%', replicas: { stable: 10, canary: 1 }, maxRequests: 40 };
    expect(on(early, turns(...nine, CANARY)).diagnosis).toMatchObject([
      { kind: 'replicas-missing', shown: false },
      { kind: 'still-open' },
    ]);
  });

  test('of which one answers alone say nothing about the others', () => {
    const verdict = on({ expect: '10%', replicas: { stable: 9, canary: 1 } }, turns(STABLE));
    expect(verdict).toMatchObject({ verdict: 'unmeasured' });
    expect(verdict.diagnosis).toEqual([
      { kind: 'one-replica', arm: 'all requests', instance: 'service-v1-1', replicas: 10 },
    ]);
  });

  test('that answer more often than the others of their version are named', () => {
    const uneven = [...nine, ...Array(9).fill(nine[3]), CANARY, CANARY] as Answer[];
    const { diagnosis } = on({ expect: '10%' }, turns(...uneven));
    expect(diagnosis).toMatchObject([{ kind: 'uneven', track: 'stable', instance: 'a-3' }]);
    const [found] = diagnosis;
    if (found?.kind !== 'uneven') throw new Error('expected uneven replicas');
    expect(found.requests / found.even).toBeCloseTo(5, 0);
  });

  test('that a cookie keeps a client with are named by the cookie', () => {
    const sticky = (index: number) =>
      from('stable', `a-${index}`, { 'set-cookie': [`SERVER=s${index}; path=/`] });
    const { diagnosis } = on({ expect: '0%' }, turns(sticky(0), sticky(1)));
    expect(diagnosis).toEqual([
      { kind: 'sticky-cookie', arm: 'all requests', cookie: 'SERVER', names: 'replica' },
    ]);
    const session: Respond = ({ request }) =>
      from('stable', `a-${request % 2}`, { 'set-cookie': `id=${request}` });
    expect(kinds({ expect: '0%' }, session)).toEqual([]);
    const alike: Respond = ({ request }) => from('stable', `a-${request % 2}`, { 'set-cookie': 'lang=en' });
    expect(kinds({ expect: '0%' }, alike)).toEqual([]);
  });
});

describe('the second service', () => {
  const arms = [
    { name: 'marked', expect: '100%', headers: { 'X-Canary': 'always' } },
    { name: 'others', expect: '0%' },
  ];
  const given = { arms, secondHop: 'header:X-Second' };
  const said =
    (marked: string | null, others: string | null): Respond =>
    ({ arm }) => {
      const value = arm === 0 ? marked : others;
      return answerOf(arm === 0 ? 'canary' : 'stable', value === null ? {} : { 'x-second': value });
    };

  test('matches where the mark reaches it', () => {
    const verdict = on(given, said('canary', 'stable'));
    expect(verdict).toMatchObject({
      verdict: 'matches',
      diagnosis: [
        { kind: 'single-replica', arm: 'marked', instance: 'service-v2-1' },
        { kind: 'single-replica', arm: 'others', instance: 'service-v1-1' },
      ],
      arms: [
        { secondHop: { verdict: 'matches', firstHop: 'matches', share: 1, canary: 459, responses: 459 } },
        {
          secondHop: {
            verdict: 'matches',
            share: 0,
            stable: 459,
            unidentified: 0,
            versions: { stable: 459 },
          },
        },
      ],
    });
  });

  test('goes by two versions as well', () => {
    const verdict = on(given, said('2.0.0', '1.0.0'));
    expect(verdict).toMatchObject({ verdict: 'matches', arms: [{ secondHop: { canary: 459 } }, {}] });
  });

  test('a leak there is one, though the first service is right', () => {
    const respond: Respond = (asked) => said('canary', asked.request === 30 ? 'canary' : 'stable')(asked);
    const verdict = on(given, respond);
    expect(verdict).toMatchObject({
      verdict: 'differs',
      arms: [{ verdict: 'matches' }, { verdict: 'differs', secondHop: { verdict: 'differs', canary: 1 } }],
    });
    expect(verdict.diagnosis).toMatchObject([
      {
        ...{ kind: 'second-hop-leak', arm: 'others', expected: 'stable', leaks: 1 },
        ...{ version: 'canary', both: false, exchange: { instance: 'service-v1-1' } },
      },
    ]);
  });

  test('one version for all: the mark is lost on the way', () => {
    const verdict = on(given, said('1.0.0', '1.0.0'));
    expect(verdict).toMatchObject({ verdict: 'differs' });
    expect(verdict.diagnosis).toMatchObject([
      { kind: 'second-hop-leak', arm: 'marked', expected: 'canary', version: '1.0.0', both: true },
    ]);
  });

  test('nothing said there is unidentified', () => {
    const verdict = on(given, said(null, null));
    expect(verdict).toMatchObject({ verdict: 'unmeasured', exitCode: 3 });
    expect(verdict.diagnosis).toContainEqual(
      expect.objectContaining({ kind: 'second-hop-unidentified', values: [] }),
    );
  });
});

describe('how far a run has come', () => {
  test('is told in figures of all arms, with the evidence of each', () => {
    const { progress } = runOn({ expect: '10%', maxRequests: 500 }, share(10));
    expect(progress).toMatchObject({
      ...{ requests: 500, share: 0.1, expectedRequests: 1350, stable: 450, canary: 50, elapsedMs: 640 },
      ...{ unidentified: 0, failed: 0, maxTimeMs: 60_000 },
      arms: [{ name: 'all requests', open: false, requests: 500, budget: 500, share: 0.1 }],
    });
    const [arm] = progress.arms;
    expect(arm?.evidence.matches).toBeGreaterThan(0.2);
    expect(arm?.evidence.matches).toBeLessThan(1);
    expect(arm?.evidence.differs).toBe(0);
    expect(arm?.interval).toEqual(progress.interval);
  });

  test('a verdict has all the evidence that it needs', () => {
    const evidence = (given: VerifyOptions, respond: Respond) =>
      runOn(given, respond).progress.arms[0]?.evidence;
    expect(evidence({ expect: '10%' }, share(10))).toEqual({ matches: 1, differs: 0 });
    expect(evidence({ expect: '10%' }, turns(STABLE))).toEqual({ matches: 0, differs: 1 });
    expect(evidence({ expect: '100%' }, turns(CANARY))).toEqual({ matches: 1, differs: 0 });
    expect(evidence({ expect: '0%' }, turns(CANARY))).toEqual({ matches: 0, differs: 1 });
    expect(evidence({ expect: '0%', maxRequests: 46 }, turns(STABLE))).toEqual({
      matches: expect.closeTo(0.1, 2),
      differs: 0,
    });
    expect(evidence({ expect: 'a=50%,b=30%,c=20%' }, turns(versioned('a'), versioned('b')))).toMatchObject({
      matches: 0,
      differs: 1,
    });
  });
});

describe('at the edges of a diagnosis', () => {
  test('exactly as many failures as are allowed are no diagnosis of their own', () => {
    const respond: Respond = (asked) =>
      asked.request === 20 ? 'reset' : asked.request < 23 && asked.request > 20 ? silent : share(10)(asked);
    // One of 100 failed, which is allowed; two named no version, which is not.
    expect(kinds({ expect: '10%', maxRequests: 100 }, respond)).toEqual(['unidentified']);
    const other: Respond = (asked) =>
      asked.request === 20 ? silent : asked.request < 23 && asked.request > 20 ? 'reset' : share(10)(asked);
    expect(kinds({ expect: '10%', maxRequests: 100 }, other)).toEqual(['too-many-failures']);
    const redirect: Answer = { ...silent, status: 302, headers: { location: '/login' } };
    const once: Respond = (asked) => (asked.request === 20 ? redirect : other(asked));
    expect(kinds({ expect: '10%', maxRequests: 100 }, once)).toEqual(['too-many-failures']);
  });

  test('a share is explained by replicas within a sixth, and not when they give what was expected', () => {
    const asking = { tolerance: '1pp', differsBeyond: 'share', connectionMode: 'fresh' } as const;
    expect(on({ ...asking, expect: '50%' }, share(58))).toMatchObject({ verdict: 'differs', diagnosis: [] });
    expect(kinds({ ...asking, expect: '52%' }, share(58))).toEqual(['follows-replicas']);
    expect(kinds({ ...asking, expect: '51.5%' }, share(58))).toEqual(['follows-replicas']);
    expect(kinds({ ...asking, expect: '52%' }, share(61))).toEqual([]);
  });

  test('a share of several versions is not explained by replicas', () => {
    const respond = turns(versioned('a'), versioned('a'), versioned('b'));
    expect(on({ expect: 'a=50%,b=50%' }, respond)).toMatchObject({ verdict: 'differs', diagnosis: [] });
  });

  test('of several versions an end is open as long as it is so for one of them', () => {
    const named = [...Array(7).fill('v1'), 'v2', 'v2', 'v3'].map(versioned);
    const { diagnosis } = on({ expect: 'v1=70%,v2=20%,v3=10%', maxRequests: 1_500 }, turns(...named));
    expect(diagnosis).toMatchObject([{ kind: 'still-open', open: ['lower', 'upper'] }]);
  });

  test('the first leak is shown, not the first response that might have been one', () => {
    // 1.0.0 is the stable version, which is known when 1.1.0 has answered.
    const respond: Respond = ({ request }) => versioned(request < 20 ? '1.1.0' : '1.0.0');
    const { diagnosis } = on({ expect: '100%' }, respond);
    expect(diagnosis).toMatchObject([
      { kind: 'leak', track: 'stable', version: '1.0.0', exchange: { version: '1.0.0' } },
      { kind: 'compared-versions', canary: '1.1.0', stable: '1.0.0' },
    ]);
  });

  test('responses of which only some name a replica are counted by version all the same', () => {
    const nameless = { ...CANARY, headers: { 'x-service-track': 'canary', 'x-service-version': '1.1.0' } };
    const verdict = on({ expect: '50%' }, turns(STABLE, nameless));
    expect(verdict.instances).toEqual({
      'service-v1-1': { version: '1.0.0', track: 'stable', count: verdict.stable },
    });
    expect(verdict.versions['1.1.0']).toBe(verdict.canary);
  });

  test('what failed and what named no version widen the interval of each version', () => {
    const answers = [
      versioned('a'),
      versioned('b'),
      versioned('a'),
      versioned('b'),
      silent,
      'reset',
    ] as const;
    const given = { expect: 'a=50%,b=50%', maxFailures: '40%', maxRequests: 120 };
    const widened = on(given, turns(...answers)).shares[0]?.interval ?? [0, 1];
    const plain = on({ ...given, maxRequests: 80 }, turns(versioned('a'), versioned('b'))).shares[0]
      ?.interval;
    expect(widened[0]).toBeLessThan((plain?.[0] ?? 0) - 0.05);
    expect(widened[1]).toBeGreaterThan((plain?.[1] ?? 1) + 0.05);
  });

  test('a run that counts as much of either version is not without a count', () => {
    expect(on({ expect: '50%', maxRequests: 10 }, turns(STABLE, CANARY))).toMatchObject({
      verdict: 'undecided',
    });
  });
});

describe('uneven replicas', () => {
  const counted = (...counts: number[]) =>
    counts.flatMap((count, index) => Array(count).fill(from('stable', `a-${index}`)));

  test('are those furthest from even, more or less', () => {
    const few = [...counted(10, 10, 10, 10, 1), CANARY, CANARY, CANARY, CANARY] as Answer[];
    expect(on({ expect: '10%' }, turns(...few)).diagnosis).toMatchObject([
      { kind: 'uneven', instance: 'a-4' },
    ]);
  });

  test('are not looked for while one more replica may be unseen, or some are known to be', () => {
    const three = [...counted(3, 1, 1), CANARY] as Answer[];
    const known = { expect: '16.7%', replicas: { stable: 4, canary: 1 } };
    expect(kinds(known, turns(...three))).not.toContain('uneven');
    expect(kinds({ ...known, replicas: { stable: 3, canary: 1 } }, turns(...three))).toEqual(['uneven']);
    expect(kinds({ expect: '16.7%' }, turns(...three))).toEqual(['uneven']);
  });

  test('are compared within their version: another version may be asked more often', () => {
    const old = (instance: string) => from('stable', instance, { 'x-service-version': '0.9.0' });
    const mixed = [...counted(4, 4), old('o-0'), old('o-1'), CANARY] as Answer[];
    expect(kinds({ expect: '9.1%' }, turns(...mixed))).toEqual([]);
  });
});

describe('a run that is blocked before its first response', () => {
  const blocked = (given: VerifyOptions, why: Blocked | null) => {
    const plan = makePlan(resolveOptions(given));
    return blockedVerdict(plan, why, 12.4);
  };

  test('is unmeasured, and says why', () => {
    const why: Blocked = { kind: 'unreachable', tried: ['127.0.0.1:1'], cause: 'refused' };
    expect(blocked({ expect: '10%' }, why)).toMatchObject({
      ...{ verdict: 'unmeasured', exitCode: 3, interrupted: false, durationMs: 12, diagnosis: [why] },
      ...{ requests: 0, stable: 0, canary: 0, unidentified: 0, failed: 0, failures: {}, versions: {} },
      ...{ instances: {}, share: null, interval: null, health: null, secondHop: null, shares: [] },
      expected: { share: 0.1, tolerance: 0.03 },
      arms: [{ name: 'all requests', verdict: 'unmeasured', headers: [], rule: null }],
    });
  });

  test('by its user is undecided, and everything is open', () => {
    const arms = [
      { name: 'a', expect: '10%', headers: { 'X-A': '1' } },
      { name: 'b', expect: '100%' },
    ];
    const verdict = blocked({ arms, secondHop: 'header:X-C', signal: AbortSignal.abort() }, null);
    const hop = { verdict: 'undecided', firstHop: 'undecided', responses: 0, share: null, versions: {} };
    expect(verdict).toMatchObject({
      ...{ verdict: 'undecided', exitCode: 130, interrupted: true },
      arms: [
        {
          name: 'a',
          headers: [['X-A', '1']],
          secondHop: { ...hop, expected: { share: 0, tolerance: 0.01 } },
        },
        { name: 'b', secondHop: { ...hop, expected: { share: 1, tolerance: 0.01 } } },
      ],
      diagnosis: [
        { kind: 'still-open', arm: 'a', requests: 0, open: ['lower', 'upper'], needed: 1350 },
        { kind: 'still-open', arm: 'b', requests: 0, open: [], needed: 459 },
      ],
    });
  });

  test('names each version that was expected', () => {
    expect(blocked({ expect: 'a=60%,b=40%' }, null)).toMatchObject({
      verdict: 'unmeasured',
      diagnosis: [],
      shares: [
        { version: 'a', expected: { share: 0.6 }, share: null, interval: null, requests: 0 },
        { version: 'b', expected: { share: 0.4 }, share: null, interval: null, requests: 0 },
      ],
    });
  });
});

describe('the second service, at the edges', () => {
  const arms = [
    { name: 'marked', expect: '100%', headers: { 'X-Canary': 'always' } },
    { name: 'others', expect: '0%' },
  ];
  const given = { arms, secondHop: 'header:X-Second' };
  const saying = (track: 'stable' | 'canary', value: string | null) =>
    answerOf(track, value === null ? {} : { 'x-second': value });

  test('a few responses that do not name it are borne', () => {
    const respond: Respond = ({ arm, request }) =>
      arm === 0
        ? saying('canary', request % 200 === 99 ? null : 'canary')
        : saying('stable', request % 200 === 99 ? null : 'stable');
    const verdict = on({ ...given, maxRequests: 300 }, respond);
    expect(verdict).toMatchObject({
      verdict: 'undecided',
      arms: [{ secondHop: { verdict: 'undecided' } }, {}],
    });
    expect(verdict.diagnosis).toContainEqual({
      ...{ kind: 'second-hop-unidentified', arm: 'marked', unidentified: 2, responses: 300 },
      values: ['canary'],
    });
  });

  test('that is not named at all is unmeasured, though the first service is right', () => {
    const verdict = on({ ...given, maxRequests: 300 }, ({ arm }) =>
      arm === 0 ? saying('canary', null) : saying('stable', 'stable'),
    );
    expect(verdict.arms[0]).toMatchObject({ verdict: 'unmeasured', secondHop: { verdict: 'unmeasured' } });
    // The first hop is not called open: the run has ended because of the second.
    expect(verdict.diagnosis.filter(({ kind }) => kind === 'still-open')).toMatchObject([{ arm: 'others' }]);
  });

  test('of which nobody has said anything is undecided', () => {
    const verdict = on({ ...given, maxRequests: 5 }, ({ arm }) =>
      arm === 0 ? 'reset' : saying('stable', 'stable'),
    );
    expect(verdict.arms[0]?.secondHop).toMatchObject({ verdict: 'undecided', responses: 0 });
  });
});

describe('how a run goes on', () => {
  /** The connections that the responses of a run came over. */
  function connectionsOf(given: VerifyOptions, respond: Respond): { connections: number; requests: number } {
    const seen = new Set<number>();
    const noting: Respond = (asked) => {
      seen.add(asked.connection);
      return respond(asked);
    };
    const place = { addresses: ['10.0.0.1:80'], random: seeded(20_261_130) };
    const { requests } = runOn({ ...given, connectionMode: 'reuse' }, noting, place).verdict;
    return { connections: seen.size, requests };
  }

  test('an arm is asked no more than its budget, and not once it is decided', () => {
    const asked = [0, 0];
    const arms = [
      { name: 'only', expect: '100%' },
      { name: 'share', expect: '10%' },
    ];
    const respond: Respond = (one) => {
      asked[one.arm] = one.request + 1;
      return one.arm === 0 ? CANARY : share(10)(one);
    };
    on({ arms, maxRequests: 1_000 }, respond);
    expect(asked).toEqual([459, 1_000]);
  });

  test('where one version alone is expected 459 connections are needed, with several requests on each', () => {
    const { connections, requests } = connectionsOf({ expect: '0%' }, () => STABLE);
    expect(connections).toBeGreaterThanOrEqual(459);
    expect(requests / connections).toBeGreaterThan(8);
  });

  test('so it does where the second service is looked at', () => {
    const arms = [{ name: 'a', expect: '50%', secondHop: 'stable' as const }];
    const given = { arms, secondHop: 'header:X-Second', maxRequests: 100 };
    const second = { 'x-second': 'stable' };
    const { connections } = connectionsOf(
      given,
      share(50, answerOf('canary', second), answerOf('stable', second)),
    );
    expect(connections).toBe(100);
  });

  test('a share goes over few connections, and over more while they may be pinned', () => {
    const even: Respond = ({ request }) => (Math.floor(request / 10) % 2 === 0 ? STABLE : CANARY);
    expect(connectionsOf({ expect: '50%', maxRequests: 400 }, even).connections).toBe(10);
    const dead = connectionsOf({ expect: '10%' }, turns(STABLE));
    // 89 first responses show it, where each connection has ten of them.
    expect(dead.connections).toBeGreaterThanOrEqual(89);
    expect(dead.requests / dead.connections).toBeGreaterThan(5);
  });

  test('one pinned arm is enough to ask again', () => {
    const arms = [
      { name: 'pinned', expect: '10%', tolerance: '1pp' },
      { name: 'routed', expect: '50%', tolerance: '1pp' },
    ];
    const verdict = on({ arms, connectionMode: 'reuse' }, ({ arm, request, connection }) =>
      arm === 0
        ? connection % 10 === 0
          ? CANARY
          : STABLE
        : share(50)({ arm, request: request >> 1, connection, address: 0 }),
    );
    expect(verdict).toMatchObject({ verdict: 'unmeasured' });
    expect(verdict.diagnosis[0]).toMatchObject({ kind: 'pinned', arm: 'pinned' });
  });

  test('a share that has changed ends the run', () => {
    const respond: Respond = (asked) => share(asked.request < 2_000 ? 10 : 40)(asked);
    const given = { expect: '12%', tolerance: '1pp', connectionMode: 'fresh' } as const;
    const { requests } = on(given, respond);
    expect(requests).toBeGreaterThan(2_000);
    expect(requests).toBeLessThan(3_000);
  });

  test('a version that is seen late voids what was concluded from the others', () => {
    // Of 1.0.0 and 1.1.0 the first arm has had its answer when 1.2.0 makes both unknown.
    const arms = [
      { name: 'old', expect: '0%' },
      { name: 'both', expect: '50%', tolerance: '1pp' },
    ];
    const respond: Respond = ({ arm, request }) => {
      if (arm === 0) return versioned('1.0.0');
      if (request === 300) return versioned('1.1.0');
      if (request === 3_000) return versioned('1.2.0');
      return share(50)({ arm, request, connection: 0, address: 0 });
    };
    for (const connectionMode of ['fresh', 'reuse'] as const) {
      const [old] = on({ arms, connectionMode }, respond).arms;
      expect(old).toMatchObject({ verdict: 'unmeasured', stable: 0, canary: 0 });
    }
  });
});

describe('replicas that never answer', () => {
  const stable = (count: number) => Array.from({ length: count }, (_, index) => from('stable', `a-${index}`));

  test('are missed in the version that should have answered, and in no other', () => {
    const given = (stable: number, canary: number) => ({ expect: '0%', replicas: { stable, canary } });
    expect(on(given(3, 5), turns(...stable(3)))).toMatchObject({ verdict: 'matches', diagnosis: [] });
    expect(on(given(4, 5), turns(...stable(3))).diagnosis).toMatchObject([
      { kind: 'replicas-missing', track: 'stable', seen: 3, expected: 4, shown: true },
    ]);
    const canaries = { expect: '100%', replicas: { stable: 9, canary: 2 } };
    const both = [from('canary', 'b-0'), from('canary', 'b-1')];
    expect(on(canaries, turns(...both))).toMatchObject({ verdict: 'matches', diagnosis: [] });
    // One of many, whose share is too small to be missed by then.
    expect(on(given(2_000, 0), turns(...stable(3)))).toMatchObject({ verdict: 'undecided' });
  });

  test('of the canary are missed by its own share, which is the smaller one', () => {
    const answers = [...stable(9), CANARY] as Answer[];
    const given = (maxRequests: number) => ({ expect: '10%', maxRequests });
    const replicas = {
      stable: 9,
      canary: 2,
      weights: { stable: Array(9).fill(1), canary: [1, 1] },
      ids: null,
    };
    const found = (maxRequests: number) =>
      runOn(given(maxRequests), turns(...answers), { known: { replicas } }).verdict.diagnosis;
    // Each of two canaries should have 3.5 % at least.
    expect(found(1_300)).toMatchObject([{ kind: 'replicas-missing', track: 'canary' }]);
    expect(found(150)).toMatchObject([{ shown: false }, { kind: 'still-open' }]);
    expect(found(230)).toMatchObject([{ shown: true }, { kind: 'still-open' }]);
  });
});

describe('the interval', () => {
  test('of a share is that of all that it may be, and keeps what was excluded', () => {
    const { verdict } = runOn({ expect: '90%', maxRequests: 500 }, share(90));
    const [low, high] = verdict.interval ?? [0, 0];
    expect(low).toBeGreaterThan(0.8);
    expect(low).toBeLessThan(0.9);
    expect(high).toBeGreaterThan(0.9);
    expect(high).toBeLessThan(0.97);
    const matched = on({ expect: '90%' }, share(90)).interval ?? [0, 0];
    expect(matched[0]).toBeGreaterThanOrEqual(0.87);
    expect(matched[1]).toBeLessThanOrEqual(0.93 + 1e-12);
    expect(matched[0]).toBeLessThan(0.9);
    expect(matched[1]).toBeGreaterThan(0.9);
  });

  test('is wider by what failed and what named no version', () => {
    const width = (respond: Respond, maxRequests: number) => {
      const [low, high] = on({ expect: '50%', maxRequests, maxFailures: '30%' }, respond).interval ?? [0, 1];
      return high - low;
    };
    const plain = width(turns(STABLE, CANARY), 100);
    expect(width(turns(STABLE, CANARY, STABLE, CANARY, 'reset'), 125)).toBeGreaterThan(plain + 0.1);
    expect(width(turns(STABLE, CANARY, STABLE, CANARY, silent), 125)).toBeGreaterThan(plain + 0.1);
    expect(width(turns(STABLE, CANARY, STABLE, CANARY, silent, 'reset'), 150)).toBeGreaterThan(plain + 0.2);
  });

  test('of a leak lies between none and all', () => {
    const leaking: Respond = ({ request }) => (request === 40 ? STABLE : CANARY);
    const [low, high] = on({ expect: '100%' }, leaking).interval ?? [0, 0];
    expect(low).toBeGreaterThan(0.7);
    expect(high).toBeLessThan(1);
    const other: Respond = ({ request }) => (request === 40 ? CANARY : STABLE);
    const [least, most] = on({ expect: '0%' }, other).interval ?? [1, 1];
    expect(least).toBeGreaterThan(0);
    expect(most).toBeLessThan(0.3);
  });

  test('of several versions is that of all but the first', () => {
    const verdict = on({ expect: 'a=80%,b=10%,c=10%', maxRequests: 200 }, ({ request }) =>
      versioned(['a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'b', 'c'][request % 10] ?? 'a'),
    );
    const [low, high] = verdict.interval ?? [0, 0];
    expect(low).toBeGreaterThan(0.1);
    expect(high).toBeLessThan(0.35);
    expect(verdict.share).toBe(0.2);
  });
});
