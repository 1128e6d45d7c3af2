import { describe, expect, test } from 'vitest';
import {
  answerErrorLimit,
  type ErrorLimitAnswer,
  errorLimitTest,
  requestsBelowLimit,
} from '../../src/statistics/error-limit.js';

/** The exact chance of an answer within so many requests, of which so many fail. */
function chanceOf(answer: ErrorLimitAnswer, rate: number, horizon: number): number {
  const rule = errorLimitTest(0.02, 0.01);
  let open = new Map([[0, 1]]);
  let given = 0;
  for (let requests = 1; requests <= horizon; requests++) {
    const next = new Map<number, number>();
    for (const [before, chance] of open)
      for (const [failed, part] of [
        [before, 1 - rate],
        [before + 1, rate],
      ] as const) {
        if (answerErrorLimit(rule, { requests, failed, unknown: 0 }) === answer) given += chance * part;
        else next.set(failed, (next.get(failed) ?? 0) + chance * part);
      }
    open = new Map([...next].filter(([, chance]) => chance > 1e-12));
  }
  return given;
}

describe('at a limit of 2 %, computed exactly over 2,000 requests', () => {
  test('neither answer comes more often than 1 % when just so many fail', () => {
    expect(chanceOf('below', 0.02, 2_000)).toBeLessThanOrEqual(0.01);
    expect(chanceOf('above', 0.02, 2_000)).toBeLessThanOrEqual(0.01);
  });

  test('the right answer comes when much fewer or many more fail', () => {
    expect(chanceOf('below', 0.001, 2_000)).toBeGreaterThan(0.99);
    expect(chanceOf('above', 0.1, 2_000)).toBeGreaterThan(0.99);
  });
});

test('failures of unknown origin speak against "below", and for nothing', () => {
  const rule = errorLimitTest(0.02, 0.01);
  const enough = requestsBelowLimit(rule);
  expect(answerErrorLimit(rule, { requests: enough, failed: 0, unknown: 0 })).toBe('below');
  expect(answerErrorLimit(rule, { requests: enough - 1, failed: 0, unknown: 0 })).toBe('undecided');
  expect(answerErrorLimit(rule, { requests: enough, failed: 0, unknown: 500 })).toBe('undecided');
});
