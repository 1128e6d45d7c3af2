import { describe, expect, test } from 'vitest';
import { resolveOptions, type VerifyOptions } from '../../../src/options/options.js';
import { makePlan } from '../../../src/plan/plan.js';
import { plannedRun } from '../../../src/plan/planned-run.js';
import { planText } from '../../../src/reporters/words/plan-text.js';

const text = (options: VerifyOptions) => planText(plannedRun(makePlan(resolveOptions(options))));

test('a short run within its budget is not worth a word', () => {
  expect(text({ expect: '10%' })).toBe('');
  expect(text({ expect: '0%' })).toBe('');
});

test('a long run says beforehand what it takes', () => {
  expect(text({ expect: '0.1%' })).toMatch(
    /^This takes about 5\d,\d{3} requests when the share is right \(99 of 100 runs: at most 13\d,\d{3}\)\./,
  );
});

test('a budget that is too small says what it can still tell apart', () => {
  expect(text({ expect: '10%', maxRequests: 400 })).toBe(
    'Warning: 400 requests (-n) are too few; about 1,350 are needed. Expect\n' +
      '`undecided` even when the share is right. Most runs still find a wrong share:\n' +
      'one below 2.8 % or above 19 %.\n',
  );
});

describe('nothing is below 0 % or above 100 %', () => {
  test.each([
    ['10%', 2, 'A wrong share is not found either.'],
    ['10%', 60, 'Most runs still find a wrong share: one above 32 %.'],
    ['10%', 100, 'Most runs still find a wrong share: no canary at all, or one above 27 %.'],
    ['90%', 60, 'Most runs still find a wrong share: one below 68 %.'],
    ['90%', 100, 'Most runs still find a wrong share: one below 73 %, or the canary alone.'],
    ['50%', 20, 'Most runs still find a wrong share: no canary at all, or the canary alone.'],
    ['1%', 3000, 'Most runs still find a wrong share: one below 0.1 % or above 2.4 %.'],
    ['99%', 3000, 'Most runs still find a wrong share: one below 97.6 % or above 99.9 %.'],
  ])('%s, at most %d requests: %s', (expected, maxRequests, sentence) => {
    expect(text({ expect: expected, maxRequests }).replaceAll('\n', ' ')).toContain(`right. ${sentence} `);
  });

  test('whatever is expected and however few requests there are', () => {
    for (const expected of ['0.5%', '1%', '3%', '10%', '50%', '75%', '90%', '97%', '99.5%'])
      for (let maxRequests = 1; maxRequests < 1_000; maxRequests = Math.ceil(1.6 * maxRequests)) {
        const words = text({ expect: expected, maxRequests });
        expect(words).not.toMatch(/below 0 %|above 100 %|NaN|null/);
        expect(words).toMatch(/^Warning: .* too few/);
        for (const line of words.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
      }
  });
});

test('for one version alone there is nothing in between to tell apart', () => {
  expect(text({ expect: '100%', maxRequests: 100 })).toBe(
    'Warning: 100 requests (-n) are too few; about 459 are needed. Expect `undecided`\neven when the share is right.\n',
  );
});

test('of several arms it says what they take together, and what holds for all of them once', () => {
  const arms = Array.from({ length: 14 }, (_, index) => ({ name: String(index), expect: '100%' }));
  expect(text({ arms })).toBe('');
  expect(text({ arms, leak: '0.1%' })).toBe('The 14 kinds of request take about 64,442 requests together.\n');
  expect(text({ arms, maxRequests: 100 })).toBe(
    'Warning: 100 requests (-n) of each kind are too few; about 459 are needed.\nExpect `undecided` even when the share is right.\n',
  );
});

test('an expectation that was not said says where it was taken from', () => {
  const plan = makePlan(resolveOptions({ expect: '25%' }));
  const side = (share: number, instances: number) => ({ share, instances });
  const taken = {
    share: 0.25,
    from: ['http://consul:8500'],
    backends: [{ backend: null, server: null, share: 1, stable: side(0.75, 2), canary: side(0.25, 1) }],
  };
  expect(planText(plannedRun({ ...plan, options: { ...plan.options, taken } })).replaceAll('\n', ' ')).toBe(
    "The canary's share, 25 %, is taken from http://consul:8500: stable 75 % of the weight (2 instances), canary 25 % of the weight (1 instance). ",
  );
});
