import { expect, test } from 'vitest';
import { timeLeft } from '../../src/matchers/time-left.js';

const running = (timeoutMs: number | null, elapsedMs = 0) => ({ identity: {}, timeoutMs, elapsedMs });
const REMEDY = 'Give it more.';

test.each([
  ['no test', null],
  ['a test without a known time-out', running(null)],
  ['more than a run takes', running(70_000)],
])('%s: the limit of the run counts', (_, test) => {
  expect(timeLeft({}, test, REMEDY)).toEqual({ maxTimeMs: null, remark: null });
});

test('a run has what the test has left, but for the report', () => {
  expect(timeLeft({}, running(10_000, 4_000), REMEDY)).toEqual({
    maxTimeMs: 5_000,
    remark: 'The time-out of the test is 10.0 s; 5.0 s of it were left for this run. Give it more.',
  });
});

test('sources that are asked in the end have their time, too', () => {
  expect(timeLeft({ consul: 'http://localhost:8500' }, running(10_000), REMEDY).maxTimeMs).toBe(2_500);
  expect(timeLeft({ haproxyStats: ['localhost:9999'] }, running(10_000), REMEDY).maxTimeMs).toBe(2_500);
});

test('a shorter limit of the run is not touched', () => {
  expect(timeLeft({ maxTimeMs: 3_000 }, running(10_000), REMEDY).maxTimeMs).toBeNull();
});

test.each([
  ['nothing is left', {}, running(5_000, 4_900), '0.0 s of it are left for a run'],
  ['a run is spread over longer', { overMs: 30_000 }, running(20_000), '19.0 s of it are left for a run'],
])('when %s, nothing is sent', (_, limits, test, message) => {
  expect(() => timeLeft(limits, test, REMEDY)).toThrow(message);
});
