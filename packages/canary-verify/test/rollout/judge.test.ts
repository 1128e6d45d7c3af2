import { describe, expect, test } from 'vitest';
import type { NotedVerdict } from '../../src/rollout/journal.js';
import { confidenceOfRun, judge } from '../../src/rollout/judge.js';
import { confidenceOfEach } from '../../src/rollout/measure-with-verify.js';
import type { Rules } from '../../src/rollout/plan.js';

const RULES: Rules = {
  ...{ over: 'rollback', under: 'pause', undecided: 'pause', unmeasured: 'warn', worse: 'rollback' },
};
const noted = (given: Partial<NotedVerdict>): NotedVerdict => ({
  ...{ verdict: 'matches', expected: 0.1, share: 0.1, interval: null, requests: 1_000 },
  ...{
    stable: 900,
    canary: 100,
    failed: 0,
    health: null,
    over: false,
    slow: false,
    versions: [],
    diagnoses: [],
    ...given,
  },
});

describe('a step', () => {
  test.each<[string, Partial<NotedVerdict>, string | null]>([
    ['goes on where the share is right', {}, null],
    ['goes back where the canary gets more', { verdict: 'differs', share: 0.2, over: true }, 'roll-back'],
    ['is held where it gets less', { verdict: 'differs', share: 0.02 }, 'hold'],
    ['is held where it is undecided', { verdict: 'undecided' }, 'hold'],
    ['goes on where the plan only warns', { verdict: 'unmeasured', share: null }, null],
    [
      'goes back where the canary is worse, though the share is right',
      { diagnoses: ['canary-worse'] },
      'roll-back',
    ],
    [
      'goes back where marked requests fail and others do not, though nothing could be measured',
      { verdict: 'unmeasured', diagnoses: ['too-many-failures', 'marked-requests-fail'] },
      'roll-back',
    ],
    ['goes back where its errors are above the limit', { diagnoses: ['errors-above-limit'] }, 'roll-back'],
    [
      'goes back for the canary before it is held for the share',
      { verdict: 'undecided', diagnoses: ['canary-worse'] },
      'roll-back',
    ],
  ])('%s', (_, given, type) => expect(judge(noted(given), RULES)?.type ?? null).toBe(type));
});

test('the statements of one run share its error rate: of the share, of health, and of errors with a limit', () => {
  expect(2 * (1 - confidenceOfEach(0.99, {}))).toBeCloseTo(0.01, 14);
  expect(3 * (1 - confidenceOfEach(0.99, { maxErrors: '1%' }))).toBeCloseTo(0.01, 14);
});

test('the error rates of all runs add up to that of the rollout', () => {
  let sum = 0;
  for (let run = 1; run <= 100_000; run++) sum += 1 - confidenceOfRun(run, 0.01);
  expect(sum).toBeLessThanOrEqual(0.01);
  expect(sum).toBeGreaterThan(0.00999);
});
