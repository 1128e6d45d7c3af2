import { describe, expect, test } from 'vitest';
import { isConfirmed, spacingMs } from '../../src/decide/doubt.js';

const doubt = { requests: 89, at: 1_000 };

describe('a share that looked wrong after 89 requests is called so', () => {
  test.each([
    ['half a second and 700 requests later', { requests: 700, at: 1_500 }, true],
    ['not before half a second', { requests: 700, at: 1_499 }, false],
    ['not before 700 requests', { requests: 699, at: 1_600 }, false],
    ['after two seconds with 100 more', { requests: 189, at: 3_000 }, true],
    ['not after two seconds with 99 more', { requests: 188, at: 3_000 }, false],
  ])('%s', (_, now, confirmed) => {
    expect(isConfirmed(doubt, { ...now, budget: 4_000 })).toBe(confirmed);
  });

  test('when the requests are spent', () => {
    expect(isConfirmed(doubt, { requests: 120, at: 1_001, budget: 120 })).toBe(true);
  });
});

describe('the requests that are still wanted', () => {
  test('are spread over what is left of half a second', () => {
    expect(spacingMs(doubt, { requests: 90, at: 1_000, budget: 4_000 })).toBeCloseTo(500 / 610, 9);
    expect(spacingMs(doubt, { requests: 395, at: 1_250, budget: 4_000 })).toBeCloseTo(250 / 305, 9);
  });

  test('are no more than may be sent, and need no time when it is over', () => {
    expect(spacingMs(doubt, { requests: 90, at: 1_000, budget: 140 })).toBe(10);
    expect(spacingMs(doubt, { requests: 90, at: 1_500, budget: 4_000 })).toBe(0);
  });
});
