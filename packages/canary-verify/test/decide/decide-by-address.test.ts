import { beforeEach, describe, expect, test } from 'vitest';
import { resolveOptions, type VerifyOptions } from '../../src/options/options.js';
import { makePlan, type Plan } from '../../src/plan/plan.js';
import type { Verdict } from '../../src/verdict/verdict.js';
import { answerOf, type Respond, runOn, runPlanned } from '../run-on.js';
import { seeded, shareOf } from '../statistics/seeded.js';

const CANARY = answerOf('canary');
const STABLE = answerOf('stable');

const TEN_PERCENT = plan({});

const seed = Number(process.env.SEED ?? 20_261_130);
let random = seeded(seed);
beforeEach(() => {
  random = seeded(seed);
});

/** A run whose addresses have these shares of canaries, by chance. */
function runAt(shares: readonly number[], more: VerifyOptions = {}): Verdict {
  const addresses = shares.map((_, index) => `10.0.0.${index + 1}:80`);
  const respond: Respond = ({ address }) => (random() < (shares[address] ?? 0) ? CANARY : STABLE);
  const planned = Object.keys(more).length === 0 ? TEN_PERCENT : plan(more);
  return runPlanned(planned, respond, { addresses, random }).verdict;
}

function plan(more: VerifyOptions): Plan {
  return makePlan(resolveOptions({ expect: '10%', connectionMode: 'fresh', ...more }));
}

/** How often a run ends so. */
function partOf(runs: number, shares: readonly number[], holds: (verdict: Verdict) => boolean): number {
  return shareOf(runs, () => holds(runAt(shares)));
}

const matches = ({ verdict }: Verdict) => verdict === 'matches';
const isNamed = ({ diagnosis }: Verdict) => diagnosis.some(({ kind }) => kind === 'addresses-disagree');

describe(`addresses that do not share alike (seed ${seed})`, () => {
  test.each([
    ['right in the mean, wrong at each', 1_000, [0.2, 0]],
    ['one without a canary', 1_000, [0.1, 0]],
    ['right in the mean, less far apart', 300, [0.17, 0.03]],
    ['one of three without a canary', 300, [0.15, 0.15, 0]],
    ['one of ten without a canary', 100, [...Array(9).fill(0.111), 0]],
    ['one of five that is all canaries', 100, [1, ...Array(4).fill(0.1)]],
  ])('never match: %s', (_, runs, shares) => {
    expect(partOf(runs, shares, matches)).toBeLessThanOrEqual(0.01);
  });

  test('are named, with the smallest and the largest share, and the verdict says that it is about each', () => {
    const verdict = runAt([0.1, 0.2, 0]);
    expect(verdict).toMatchObject({ verdict: 'differs', addressesDisagree: true });
    expect(verdict.diagnosis).toMatchObject([
      {
        ...{ kind: 'addresses-disagree', addresses: 3 },
        lowest: { address: '10.0.0.3:80', share: 0 },
        highest: { address: '10.0.0.2:80' },
      },
    ]);
    expect(partOf(300, [0.2, 0], isNamed)).toBe(1);
  });

  test('match if each of them is within the tolerance', () => {
    const verdict = runAt([0.12, 0.08], { tolerance: '8pp', maxRequests: 40_000, leak: '1%' });
    expect(verdict.verdict).toBe('matches');
  });

  test('are found for each of several versions: two that swap their shares by address', () => {
    const of = (version: string) => answerOf('canary', { 'x-service-version': version });
    const swapped = [
      ['v2', 'v3'],
      ['v3', 'v2'],
    ];
    const verdict = runOn(
      { expect: 'v1=50%,v2=25%,v3=25%', connectionMode: 'fresh' },
      ({ address }) => {
        const chance = random();
        if (chance < 0.5) return answerOf('stable', { 'x-service-version': 'v1' });
        return of(swapped[address]?.[chance < 0.95 ? 0 : 1] ?? '');
      },
      { addresses: ['10.0.0.1:80', '10.0.0.2:80'], random },
    ).verdict;
    expect(verdict).toMatchObject({ verdict: 'differs', addressesDisagree: true });
  });
});

describe(`addresses that share alike (seed ${seed})`, () => {
  test('match as one does', () => {
    expect(partOf(300, [0.1, 0.1], matches)).toBeGreaterThanOrEqual(0.98);
    expect(partOf(100, [0.1, 0.1, 0.1, 0.1], matches)).toBeGreaterThanOrEqual(0.95);
  });

  test('are not called unlike more often than the error rate allows', () => {
    expect(partOf(1_000, [0.1, 0.1], isNamed)).toBeLessThanOrEqual(0.01);
  });

  test('are wrong together: differs, and nothing is said of single ones', () => {
    const verdict = runAt([0.3, 0.3]);
    expect(verdict).toMatchObject({ verdict: 'differs', addressesDisagree: false });
  });
});

describe('the figures of each address', () => {
  test('add up to those of the run', () => {
    const { addresses, requests, stable, canary } = runAt([0.1, 0.1, 0.1]);
    const sum = (figure: 'requests' | 'stable' | 'canary') =>
      addresses.reduce((total, address) => total + address[figure], 0);
    expect([sum('requests'), sum('stable'), sum('canary')]).toEqual([requests, stable, canary]);
    for (const { share, interval, stable, canary } of addresses) {
      expect(share).toBe(canary / (stable + canary));
      expect(interval?.[0]).toBeLessThanOrEqual(share ?? -1);
      expect(interval?.[1]).toBeGreaterThanOrEqual(share ?? 2);
    }
  });

  test('follow when a second version tells which responses were the canary’s', () => {
    const plain = (version: string) => ({
      status: 200,
      headers: {},
      body: Buffer.from(JSON.stringify({ version })),
    });
    const { verdict } = runOn(
      { expect: '50%', maxRequests: 200, connectionMode: 'fresh' },
      ({ request, address }) => plain(request > 100 && address === 1 ? '1.1.0' : '1.0.0'),
      { addresses: ['10.0.0.1:80', '10.0.0.2:80'], random },
    );
    expect(verdict.addresses.map(({ canary }) => canary > 0)).toEqual([false, true]);
    expect(verdict.addresses[0]?.stable).toBeGreaterThan(50);
  });

  test('are left out where there is only one address', () => {
    expect(runAt([0.1])).toMatchObject({ addresses: [], addressesDisagree: false });
  });
});

describe('an address that fails', () => {
  const failing = (at: number, part = 1) =>
    runOn(
      { expect: '10%', maxFailures: '60%', maxRequests: 300, connectionMode: 'fresh' },
      ({ address }) => (address === at && random() < part ? 'refused' : random() < 0.1 ? CANARY : STABLE),
      { addresses: ['10.0.0.1:80', '10.0.0.2:80'], random },
    ).verdict;

  test('is named even where so many failures are allowed, and never matches', () => {
    const verdict = failing(1);
    expect(verdict.verdict).not.toBe('matches');
    expect(verdict.diagnosis).toContainEqual({
      ...{ kind: 'address-fails', arm: 'all requests', address: '10.0.0.2:80', addresses: 2 },
      ...{ failed: 150, requests: 150, cause: 'refused' },
    });
    expect(verdict.addresses.map(({ failed }) => failed)).toEqual([0, 150]);
  });
});
