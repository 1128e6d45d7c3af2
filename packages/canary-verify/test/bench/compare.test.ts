import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { atMost, type Binomial } from '../../bench/binomial-tails.js';
import { asJson } from '../../bench/compare/as-json.js';
import { compare } from '../../bench/compare/comparison.js';
import { asMarkdown } from '../../bench/compare/markdown.js';
import type { Outcome, Rule } from '../../bench/compare/rule.js';
import { canaryVerify } from '../../bench/compare/rules/canary-verify.js';
import { CRITICAL_VALUE, chiSquare } from '../../bench/compare/rules/chi-square.js';
import { consulOneTry, consulThirtySeconds } from '../../bench/compare/rules/consul.js';
import { equivalenceTest } from '../../bench/compare/rules/equivalence-test.js';
import { gatewayApiOneTry, gatewayApiTenTries } from '../../bench/compare/rules/gateway-api.js';
import { grpcGoChiSquare } from '../../bench/compare/rules/grpc-go-chi-square.js';
import { grpcInterop } from '../../bench/compare/rules/grpc-interop.js';
import {
  grpcFirst,
  grpcFiveSigma,
  grpcFiveSigmaAsRun,
  grpcNow,
  grpcNowAsRun,
} from '../../bench/compare/rules/grpc-tolerance.js';
import { RULES } from '../../bench/compare/rules/index.js';
import { istioOneTry, istioThirtySeconds } from '../../bench/compare/rules/istio.js';
import { peek } from '../../bench/compare/rules/peeking-chi-square.js';
import { generators, simulate, type Tally } from '../../bench/compare/simulate.js';
import { Stream } from '../../bench/compare/stream.js';
import { acceptance, fixedSizeRequests } from '../../bench/fixed-size.js';
import { chiSquareUpper } from '../../src/statistics/chi-square.js';

const SEED = 20_261_124;
const RUNS = 4000;
const TEN_PERCENT = { share: 0.1, tolerance: 0.03 };

/** Published rules bring their own tolerance; this one only completes the band. */
const bandAt = (share: number) => ({ share, tolerance: share / 2 });

function tallyOf(rule: Rule, share: number, trueShare: number): Tally {
  const [tally] = simulate({ band: bandAt(share), trueShare }, [rule], RUNS, generators(SEED));
  return tally as Tally;
}

/** Four standard errors of a fraction of RUNS, and half a unit of the last of three published digits. */
function slack(probability: number): number {
  return 4 * Math.sqrt((probability * (1 - probability)) / RUNS) + 0.0005;
}

function chanceBetween(binomial: Binomial, least: number, most: number): number {
  return atMost(most, binomial) - atMost(least - 1, binomial);
}

describe('the chance that a published rule accepts', () => {
  // Sums of binomial probabilities over the counts that the rule accepts, to three digits.
  const published: [Rule, share: number, trueShare: number, probability: number][] = [
    [gatewayApiOneTry, 0.1, 0.13, 0.895],
    [gatewayApiOneTry, 0.1, 0.15, 0.481],
    [gatewayApiOneTry, 0.01, 0.06, 0.473],
    [gatewayApiOneTry, 0.5, 0.55, 0.481],
    [gatewayApiOneTry, 0.01, 0, 0],
    [gatewayApiTenTries, 0.1, 0.15, 0.999],
    [gatewayApiTenTries, 0.1, 0.2, 0.016],
    [gatewayApiTenTries, 0.01, 0.06, 0.998],
    [grpcFirst, 0.1, 0.13, 0.911],
    [grpcFirst, 0.1, 0.15, 0.494],
    [grpcFirst, 0.01, 0.06, 0.511],
    [grpcFirst, 0.01, 0, 1],
    [grpcFiveSigma, 0.1, 0.13, 0.964],
    [grpcFiveSigma, 0.1, 0.15, 0.517],
    [grpcFiveSigma, 0.01, 0, 1],
    [grpcFiveSigma, 0.5, 0.55, 0.492],
    [grpcNow, 0.1, 0.13, 0.995],
    [grpcNow, 0.1, 0.15, 0.512],
    [grpcNow, 0.01, 0, 1],
    [grpcFiveSigmaAsRun, 0.1, 0.15, 0.517],
    [grpcNowAsRun, 0.1, 0.15, 0.512],
    // The wait for all backends finds what the tolerance alone accepts.
    [grpcFiveSigmaAsRun, 0.01, 0, 0],
    [grpcNowAsRun, 0.01, 0, 0],
    [grpcInterop, 0.1, 0.1, 0.997],
    [grpcInterop, 0.1, 0.13, 0.086],
    [grpcInterop, 0.5, 0.55, 0.461],
    [grpcGoChiSquare, 0.1, 0.13, 0.024],
    [grpcGoChiSquare, 0.5, 0.55, 0.96],
    [istioOneTry, 0.1, 0.15, 0.934],
    [istioOneTry, 0.1, 0.2, 0.559],
    [istioOneTry, 0.1, 0, 1],
    [istioOneTry, 0.5, 0.5, 0.965],
    [istioThirtySeconds, 0.5, 0.65, 0.977],
    [istioThirtySeconds, 0.5, 0.75, 0.014],
    [consulOneTry, 0.1, 0.1, 0.596],
    [consulOneTry, 0.1, 0.15, 0.235],
    [consulOneTry, 0.01, 0.01, 0.616],
    [consulThirtySeconds, 0.1, 0.2, 0.638],
    [consulThirtySeconds, 0.5, 0.65, 0.177],
  ];

  for (const [rule, share, trueShare, probability] of published) {
    it(`${rule.name}: ${trueShare} where ${share} is declared`, () => {
      const { matches } = tallyOf(rule, share, trueShare);
      expect(Math.abs(matches / RUNS - probability)).toBeLessThan(slack(probability));
    });
  }

  it('Gateway API: rounding refuses 75 of 500 at 10 % and 30 of 500 at 1 %, which changes the chances', () => {
    const inTen = (once: number) => 1 - (1 - once) ** 10;
    const chance = (share: number, least: number, most: number) =>
      chanceBetween({ trials: 500, share }, least, most);
    expect(chance(0.15, 25, 75)).toBeCloseTo(0.531, 3);
    expect(inTen(chance(0.15, 25, 75))).toBeCloseTo(0.9995, 4);
    expect(inTen(chance(0.17, 25, 75))).toBeCloseTo(0.746, 3);
    expect(inTen(chance(0.2, 25, 75))).toBeCloseTo(0.024, 3);
    expect(chance(0.04, 1, 30)).toBeCloseTo(0.988, 3);
    const asPublished = [
      { rule: gatewayApiOneTry, share: 0.1, trueShare: 0.15, exact: chance(0.15, 25, 74) },
      { rule: gatewayApiTenTries, share: 0.1, trueShare: 0.17, exact: inTen(chance(0.17, 25, 74)) },
      { rule: gatewayApiOneTry, share: 0.01, trueShare: 0.04, exact: chance(0.04, 1, 29) },
    ];
    for (const { rule, share, trueShare, exact } of asPublished) {
      const { matches } = tallyOf(rule, share, trueShare);
      expect(Math.abs(matches / RUNS - exact)).toBeLessThan(slack(exact));
    }
  });

  it('grpc-go accepts 397 to 603 of 5,000 at 10 %', () => {
    const accepts = (canary: number) =>
      chiSquare({ canary, stable: 5000 - canary }, 0.1) < CRITICAL_VALUE.oneInAMillion;
    expect([396, 397, 603, 604].map(accepts)).toEqual([false, true, true, false]);
  });
});

describe('the requests that a published rule sends', () => {
  const sizes: [Rule, at1: number, at10: number, at50: number][] = [
    [gatewayApiOneTry, 500, 500, 500],
    [gatewayApiTenTries, 5000, 5000, 5000],
    [grpcFirst, 60, 545, 1514],
    [grpcFiveSigma, 99, 901, 2500],
    [grpcNow, 1099, 1901, 3500],
    [grpcInterop, 10_000, 10_000, 10_000],
    [istioOneTry, 100, 100, 100],
    [istioThirtySeconds, 2000, 2000, 2000],
    [consulOneTry, 100, 100, 100],
    [consulThirtySeconds, 4000, 4000, 4000],
  ];

  for (const [rule, ...expected] of sizes) {
    it(`${rule.name}, when every request goes to the canary`, () => {
      expect([0.01, 0.1, 0.5].map((share) => onlyCanary(rule, share).requests)).toEqual(expected);
    });
  }

  function onlyCanary(rule: Rule, share: number): Outcome {
    return rule.prepare(bandAt(share))(new Stream(generators(SEED).next().value, 1));
  }

  it('wait for all backends first where the test does, and count from there on', () => {
    // The wait ends with the first response of the canary, after 10 requests in the mean.
    const { meanRequests } = tallyOf(grpcFiveSigmaAsRun, 0.1, 0.1);
    expect(Math.abs(meanRequests - 901 - 10)).toBeLessThan(1);
    expect(tallyOf(grpcGoChiSquare, 0.1, 0)).toMatchObject({ differs: RUNS });
  });

  it('ends at the first batch that passes', () => {
    const { meanRequests } = tallyOf(gatewayApiTenTries, 0.1, 0.1);
    // One try in 3,300 fails.
    expect(meanRequests).toBeGreaterThanOrEqual(500);
    expect(meanRequests).toBeLessThan(501);
  });
});

it('the critical values of the χ² tests are those of their levels', () => {
  expect(chiSquareUpper(CRITICAL_VALUE.fivePercent, 1)).toBeCloseTo(0.05, 12);
  expect(chiSquareUpper(CRITICAL_VALUE.onePercent, 1)).toBeCloseTo(0.01, 12);
  expect(chiSquareUpper(CRITICAL_VALUE.oneInAMillion, 1)).toBeCloseTo(1e-6, 12);
});

describe('looking at a p-value every 100 requests, up to 5,000', () => {
  // Themselves simulated, with 4,000 runs and two digits.
  it.each([
    ['5 %', CRITICAL_VALUE.fivePercent, 0.32],
    ['1 %', CRITICAL_VALUE.onePercent, 0.09],
  ])('at %s it calls the right share wrong', (_, critical, probability) => {
    const rule: Rule = {
      name: 'peeking',
      source: '',
      admitsIgnorance: false,
      isPart: false,
      made: null,
      prepare: (band) => peek(band, 5000, critical),
    };
    const { differs } = tallyOf(rule, 0.1, 0.1);
    expect(Math.abs(differs / RUNS - probability)).toBeLessThan(Math.SQRT2 * slack(probability) + 0.005);
  });
});

describe('the equivalence test of fixed size', () => {
  it.each([
    [0.01, 0.005, 10_958],
    [0.1, 0.03, 2534],
    [0.5, 0.03, 6725],
  ])('at %s ± %s has its error rate and its power', (share, tolerance, requests) => {
    const question = { share, tolerance, errorRate: 0.01 };
    expect(fixedSizeRequests(question)).toBe(requests);
    const { least, most } = acceptance(question, requests);
    const accepts = (trueShare: number) => chanceBetween({ trials: requests, share: trueShare }, least, most);
    expect(accepts(share - tolerance)).toBeLessThanOrEqual(0.01);
    expect(accepts(share + tolerance)).toBeLessThanOrEqual(0.01);
    expect(accepts(share)).toBeGreaterThanOrEqual(0.99);
  });

  it('uses all its requests and never says that the split differs', () => {
    const case0 = { band: TEN_PERCENT, trueShare: 0.2 };
    const [tally] = simulate(case0, [equivalenceTest], 100, generators(SEED));
    expect(tally).toMatchObject({
      matches: 0,
      differs: 0,
      undecided: 100,
      meanRequests: expect.closeTo(2534),
    });
  });
});

describe('canary-verify', () => {
  it('decides the right share and a dead canary, and keeps its error rate at the edge', () => {
    const at = (trueShare: number) =>
      simulate({ band: TEN_PERCENT, trueShare }, [canaryVerify], 1000, generators(SEED))[0] as Tally;
    expect(at(0.1).differs).toBe(0);
    expect(at(0.1).meanRequests).toBeGreaterThan(1250);
    expect(at(0.1).meanRequests).toBeLessThan(1450);
    expect(at(0)).toMatchObject({ matches: 0, differs: 1000 });
    // 1 % of 1,000 runs and four standard errors.
    expect(at(0.13).matches).toBeLessThan(10 + 4 * Math.sqrt(10));
  });
});

describe('a stream', () => {
  const streamOf = (share: number) => new Stream(generators(SEED).next().value, share);

  it('is the same however far it is read at a time', () => {
    const [eager, lazy] = [streamOf(0.3), streamOf(0.3)];
    const whole = eager.canary(50_000);
    for (let requests = 0; requests <= 50_000; requests += 7) {
      expect(lazy.canary(requests)).toBe(eager.canary(requests));
    }
    expect(lazy.canary(50_000)).toBe(whole);
    expect(Math.abs(whole / 50_000 - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / 50_000));
  });

  it('gives the canary nothing at 0 and everything at 1', () => {
    expect(streamOf(0).canary(5000)).toBe(0);
    expect(streamOf(1).canary(5000)).toBe(5000);
  });

  it('differs from the next one', () => {
    const supply = generators(SEED);
    const counts = [0, 1, 2].map(() => new Stream(supply.next().value, 0.5).canary(10_000));
    expect(new Set(counts).size).toBe(3);
  });
});

describe('the output', () => {
  const comparison = compare({ seed: 7, streams: 3 }, () => {});

  it('has a table per declared split with every rule; the others have the tests as they are run', () => {
    const markdown = asMarkdown(comparison);
    for (const { name, isPart, made } of RULES) {
      const purpose = made === null ? 0 : made.share === null ? 1 : 2;
      expect(markdown.split(`\n| ${name} |`), name).toHaveLength(4 + (isPart ? 0 : 1) + purpose);
    }
    expect(markdown).toContain('| rule | 1 % | 1.5 % (edge) | 2 % | 4 % | 0 % |');
  });

  it('has the same figures as JSON, and the same again for the same seed', () => {
    const json = asJson(comparison);
    expect(json.settings).toEqual({ seed: 7, streams: 3 });
    expect(json.expectations.map(({ results }) => results.length)).toEqual(
      [1, 1, 1].map(() => 5 * RULES.length),
    );
    for (const { matches, differs, undecided } of json.expectations.flatMap(({ results }) => results)) {
      expect(matches + differs + undecided).toBeCloseTo(1);
    }
    expect(asJson(compare({ seed: 7, streams: 3 }, () => {}))).toEqual(json);
  });
});

it('the command prints every row of docs/comparison.md, with its default settings', () => {
  const page = readFileSync(new URL('../../docs/comparison.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| '));
  expect(rows.length).toBeGreaterThan(20);
  const printed = new Set(asMarkdown(compare({ seed: 1, streams: 2000 }, () => {})).split('\n'));
  for (const row of rows) expect(printed, row).toContain(row);
});
