import { expect, test } from 'vitest';
import type { Seat } from '../../src/sampling/seats.js';
import { NONE_UNANSWERED, TimeUnderWay } from '../../src/sampling/unanswered.js';

const seats = (...sentAt: (number | null)[]) => sentAt.map((at) => ({ sentAt: at }) as Seat);

test('requests that were still waiting are counted, and the longest wait is that of the first one sent', () => {
  const time = new TimeUnderWay();
  expect(time.unanswered(seats(1_000, null, 1_600), 2_000)).toEqual({
    waiting: 2,
    longestMs: 1_000,
    part: 1,
  });
});

test('the part of the time without an answer counts time-outs, and answers and other failures against it', () => {
  const time = new TimeUnderWay();
  time.add({ status: 200 }, 300);
  time.add('refused', 100);
  time.add('timeout', 500);
  expect(time.unanswered(seats(1_900), 2_000)).toEqual({ waiting: 1, longestMs: 100, part: 0.6 });
});

test('nothing was under way where no request was sent', () =>
  expect(new TimeUnderWay().unanswered(seats(null), 5)).toEqual(NONE_UNANSWERED));
