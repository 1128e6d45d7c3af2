import { expect, test } from 'vitest';
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
    'At most 400 requests, about 1,350 are needed: a right share will hardly be\n' +
      'decided, but one below 2.8 % or above 19 % is found wrong.\n',
  );
  expect(text({ expect: '10%', maxRequests: 2 })).toContain('but no wrong one either.');
});

test('for one version alone there is nothing in between to tell apart', () => {
  expect(text({ expect: '100%', maxRequests: 100 })).toBe(
    'At most 100 requests, about 459 are needed: a right share will hardly be\ndecided.\n',
  );
});

test('of several arms it says what they take together, and what holds for all of them once', () => {
  const arms = Array.from({ length: 14 }, (_, index) => ({ name: String(index), expect: '100%' }));
  expect(text({ arms })).toBe('');
  expect(text({ arms, leak: '0.1%' })).toBe('The 14 kinds of request take about 64,442 requests together.\n');
  expect(text({ arms, maxRequests: 100 })).toBe(
    'At most 100 requests, about 459 are needed: a right share will hardly be\ndecided.\n',
  );
});

test('an expectation that was not said says where it was taken from', () => {
  const plan = makePlan(resolveOptions({ expect: '25%' }));
  const side = (share: number, instances: number) => ({ share, instances });
  const taken = {
    share: 0.25,
    from: ['http://consul:8500'],
    backends: [{ backend: null, share: 1, stable: side(0.75, 2), canary: side(0.25, 1) }],
  };
  expect(planText(plannedRun({ ...plan, options: { ...plan.options, taken } })).replaceAll('\n', ' ')).toBe(
    "The canary's share, 25 %, is taken from http://consul:8500: stable 75 % of the weight (2 instances), canary 25 % of the weight (1 instance). ",
  );
});
