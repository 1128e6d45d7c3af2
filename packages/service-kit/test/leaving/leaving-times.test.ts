import { expect, test } from 'vitest';
import { killTime, leavingInWords, leavingTimes } from '../../src/leaving/leaving-times.js';

const asked = { drainMs: null, finishMs: null, leaveWithinMs: null };

test('the parts add up to the deadline', () => {
  const times = leavingTimes(asked, null);
  expect(times).toMatchObject({ drainMs: 3_500, lastAnswersMs: 500, finishMs: 10_000, totalMs: 14_000 });
});

test.each([
  [10_000, { drainMs: 3_500, lastAnswersMs: 500, finishMs: 6_000 }],
  [5_000, { drainMs: 3_250, lastAnswersMs: 500, finishMs: 1_250 }],
  [1_000, { drainMs: 500, lastAnswersMs: 250, finishMs: 250 }],
  [0, { drainMs: 0, lastAnswersMs: 0, finishMs: 0 }],
])('of %i ms requests in flight give up theirs first, then the drain', (leaveWithinMs, parts) => {
  const times = leavingTimes({ ...asked, leaveWithinMs }, null);
  expect(times).toMatchObject({ ...parts, totalMs: leaveWithinMs });
  const { drainMs, lastAnswersMs, finishMs } = times;
  expect(drainMs + lastAnswersMs + finishMs).toBeLessThanOrEqual(leaveWithinMs);
  expect(/requests may be lost/.test(times.shortened ?? '')).toBe(drainMs < 3_500);
});

test('more time than is needed changes nothing', () => {
  expect(leavingTimes({ ...asked, leaveWithinMs: 60_000 }, null)).toMatchObject({
    totalMs: 14_000,
    shortened: null,
  });
});

test('PM2 says when it kills', () => {
  const inPm2 = { PM2_HOME: '/root/.pm2', pm_id: '0' };
  expect(killTime({})).toBeNull();
  expect(killTime({ ...inPm2, kill_timeout: '15000' })).toMatchObject({ ms: 15_000 });
  const times = leavingTimes(asked, killTime(inPm2));
  expect(times.totalMs).toBe(1_400);
  expect(leavingInWords(times)).toBe(
    'leaves within 1.4 s: PM2 kills after 1.6 s (`kill_timeout` sets it): the drain is 0.7 s in the place of 3.5 s, so requests may be lost',
  );
});
