import { beforeEach, describe, expect, test } from 'vitest';
import type { VerifyOptions } from '../../src/options/options.js';
import type { Verdict } from '../../src/verdict/verdict.js';
import { verify } from '../../src/verify.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';
import { answerOf, runOn } from '../run-on.js';
import { seeded } from '../statistics/seeded.js';
import { planOver, runOver } from './run-over.js';

const CANARY = answerOf('canary');
const STABLE = answerOf('stable');
const MINUTE = 60_000;

const seed = Number(process.env.SEED ?? 20_261_130);
let random = seeded(seed);
beforeEach(() => {
  random = seeded(seed);
});

/** A router that decides anew in each period of the clock, as a hash of the time does. */
function hashOf(periodMs: number, share: number): (sentAt: number) => boolean {
  const drawn = new Map<number, boolean>();
  return (sentAt) => {
    const period = Math.floor(sentAt / periodMs);
    const known = drawn.get(period) ?? random() < share;
    drawn.set(period, known);
    return known;
  };
}

type IsCanary = (sentAt: number) => boolean;

/** How the verdicts of so many runs are, each through a router of its own, with what is named first: "undecided depends-on-time". */
function endings(runs: number, more: VerifyOptions, router: () => IsCanary): Record<string, number> {
  const plan = planOver({ expect: '10%', overMs: MINUTE, ...more });
  const ended: Record<string, number> = {};
  for (let run = 0; run < runs; run++) {
    const isCanary = router();
    const { verdict, diagnosis } = runOver(plan, (at) => (isCanary(at) ? CANARY : STABLE), random);
    const key = [verdict, ...diagnosis.slice(0, 1).map(({ kind }) => kind)].join(' ');
    ended[key] = (ended[key] ?? 0) + 1;
  }
  return ended;
}

test.each([25, 40, 80])(
  'an outage within a burst of %i responses of one version is not the reason to call it worse',
  (size) => {
    for (const from of [400, 800, 1_200]) {
      const start = Math.ceil(from / (2 * size)) * 2 * size;
      const { verdict } = runOn({ expect: '50%', maxFailures: 0.2 }, ({ request }) => {
        const canary = Math.floor(request / size) % 2 === 0;
        const isDown = request >= start && request < start + size;
        return answerOf(canary ? 'canary' : 'stable', {}, isDown ? 500 : 200);
      });
      expect(verdict.verdict).toBe('undecided');
      expect(verdict.health?.errors.verdict, `outage from ${start}`).toBe('undecided');
    }
  },
);

describe(`a hash of the second (seed ${seed})`, () => {
  test('has no verdict within a minute, and is named', () => {
    const ended = endings(1_000, {}, () => hashOf(1_000, 0.1));
    expect(ended['undecided depends-on-time']).toBeGreaterThanOrEqual(980);
    // In 1.8 of 1,000 minutes no second draws the canary.
    expect(1_000 - (ended['undecided depends-on-time'] ?? 0)).toBe(ended['differs never-seen'] ?? 0);
  });

  test.each(['1%', '5%', '50%'])(
    'does not differ from a share of %s, though it may never have been drawn',
    (expect_) => {
      const ended = endings(100, { expect: expect_ }, () =>
        hashOf(1_000, Number.parseInt(expect_, 10) / 100),
      );
      expect(Object.keys(ended).filter((key) => !key.startsWith('undecided'))).toEqual([]);
    },
  );

  test('matches over a time in which each request has a second of its own', () => {
    const ended = endings(100, { overMs: 80 * MINUTE }, () => hashOf(1_000, 0.1));
    expect(ended.matches).toBeGreaterThanOrEqual(88);
  });

  test('is not the reason to call the canary worse, when all of its seconds or none fall into an outage of both', () => {
    const plan = planOver({ expect: '50%', overMs: MINUTE, maxFailures: 0.2 });
    const failing = (track: 'stable' | 'canary') => answerOf(track, {}, 500);
    let canaryFailed = 0;
    for (let run = 0; run < 50; run++) {
      const isCanary = hashOf(4_000, 0.5);
      const outage = (at: number) => at % 20_000 > 19_000;
      const { arms, diagnosis } = runOver(
        plan,
        (at) => (outage(at) ? failing : answerOf)(isCanary(at) ? 'canary' : 'stable'),
        random,
      );
      expect(diagnosis[0]?.kind).toBe('depends-on-time');
      expect(diagnosis.filter(({ kind }) => kind === 'canary-worse')).toEqual([]);
      expect(arms[0]?.health).toMatchObject({ errors: { verdict: 'undecided' } });
      canaryFailed += arms[0]?.health?.errors.canary.failed ?? 0;
    }
    expect(canaryFailed).toBeGreaterThan(100);
  });

  test('is told how long that takes', () => {
    const plan = planOver({ expect: '10%', overMs: MINUTE });
    const isCanary = hashOf(1_000, 0.1);
    const [found] = runOver(plan, (at) => (isCanary(at) ? CANARY : STABLE), random).diagnosis;
    if (found?.kind !== 'depends-on-time') throw new Error('not named');
    expect(found.withinMs).toBeGreaterThan(100);
    expect(found.withinMs).toBeLessThan(8_000);
    const ended = endings(20, { overMs: Math.round(found.neededMs) }, () => hashOf(1_000, 0.1));
    expect(ended['undecided depends-on-time'] ?? 0).toBeLessThanOrEqual(2);
  });
});

describe(`other routers that follow the clock (seed ${seed})`, () => {
  test.each<[string, () => IsCanary]>([
    ['one second of ten', () => (at) => Math.floor(at / 1_000) % 10 === 0],
    ['a tenth of each second', () => (at) => at % 1_000 < 100],
    [
      'none, then 20 %, every three seconds',
      () => (at) => Math.floor(at / 3_000) % 2 === 0 && random() < 0.2,
    ],
    [
      '5 %, then 15 %, every ten seconds',
      () => (at) => random() < (Math.floor(at / 10_000) % 2 ? 0.15 : 0.05),
    ],
  ])('are named: %s', (_, router) => {
    const ended = endings(100, {}, router);
    expect(ended['undecided depends-on-time']).toBeGreaterThanOrEqual(95);
  });
});

describe(`routers that do not (seed ${seed})`, () => {
  test('match: by chance, in turn, or by a hash of the millisecond', () => {
    const inTurn = () => {
      let count = 0;
      return () => count++ % 10 === 0;
    };
    for (const router of [() => () => random() < 0.1, inTurn, () => hashOf(1, 0.1)])
      expect(endings(100, {}, router).matches).toBeGreaterThanOrEqual(88);
  });

  test('differ where the share is wrong', () => {
    expect(endings(50, {}, () => () => random() < 0.25)).toEqual({ differs: 50 });
  });

  test('differ where the canary is dead, once the time would have shown a hash of the second', () => {
    expect(endings(1, {}, () => () => false)).toEqual({ 'differs never-seen': 1 });
    expect(endings(1, { overMs: 20_000 }, () => () => false)).toEqual({ 'undecided too-few-seconds': 1 });
    expect(endings(1, { expect: '5%' }, () => () => false)).toEqual({ 'undecided too-few-seconds': 1 });
  });

  test('several versions are watched one by one: two that take turns with the clock are named', () => {
    const plan = planOver({ expect: 'v1=50%,v2=25%,v3=25%', overMs: MINUTE });
    const of = (version: string) => answerOf('canary', { 'x-service-version': version });
    const verdict = runOver(
      plan,
      (at) => (random() < 0.5 ? of('v1') : of(Math.floor(at / 1_000) % 2 ? 'v2' : 'v3')),
      random,
    );
    expect(verdict).toMatchObject({ verdict: 'undecided', diagnosis: [{ kind: 'depends-on-time' }] });
  });

  test('a leak is a proof at any moment, and ends the run', () => {
    const plan = planOver({ expect: '0%', overMs: MINUTE });
    let asked = 0;
    const verdict = runOver(plan, () => (++asked === 100 ? CANARY : STABLE), random);
    expect(verdict).toMatchObject({ verdict: 'differs', requests: 100 });
  });
});

describe('through a real server', () => {
  const OVER = { expect: '50%', tolerance: '20pp', overMs: 1_200, maxRequests: 240 } as const;

  test('a run sends its requests evenly, and no verdict comes before the time is over', async () => {
    const arrived: number[] = [];
    const replicas = inTurn(replica('stable', 'a-0'), replica('canary', 'b-0'));
    await using server = await fakeServer((request, response) => {
      arrived.push(performance.now());
      replicas(request, response);
    });
    const startedAt = performance.now();
    const verdict = await verify({ ...OVER, target: server.url });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1_150);
    expect(verdict).toMatchObject({ verdict: 'matches', requests: 240, overMs: 1_200 });
    const counted = arrived.slice(-240);
    const middle = ((counted[0] ?? 0) + (counted.at(-1) ?? 0)) / 2;
    expect(counted.filter((at) => at < middle).length).toBeGreaterThan(90);
    expect(counted.filter((at) => at < middle).length).toBeLessThan(150);
  });

  test('a run that is ended early has no verdict, whatever the counts say', async () => {
    await using server = await fakeServer(replica('stable', 'a-0'));
    const ending = new AbortController();
    const verdict: Verdict = await verify({
      ...OVER,
      target: server.url,
      signal: ending.signal,
      onProgress: ({ requests }) => requests > 130 && ending.abort(),
    });
    expect(verdict.requests).toBeLessThan(240);
    expect(verdict).toMatchObject({ verdict: 'undecided', interrupted: true });
  });
});
