import { describe, expect, test } from 'vitest';
import { isMarkedWorse, newMarkedFailures, observeMarked } from '../../src/tally/marked-failures.js';

/** Requests in the order of dispatch: `m` is a marked one, `o` another; in capitals it failed. Other arms are dots. */
function observed(requests: string) {
  const marked = newMarkedFailures(['canary', null, 'stable'], 0.01);
  if (marked === null) throw new Error('both kinds are there');
  for (const one of requests) {
    const arm = { m: 0, '.': 1, o: 2 }[one.toLowerCase()] ?? -1;
    observeMarked(marked, { arm, failed: one !== one.toLowerCase() });
  }
  return marked;
}

describe('marked requests', () => {
  test.each([
    ['MooMM.o', { first: 3, second: 0 }],
    ['mOOm', { first: 0, second: 2 }],
    ['MOmo', { first: 0, second: 0 }],
    // Alone, when the other kind is decided, they are compared with nothing.
    ['MoMMMMMM', { first: 1, second: 0 }],
  ])('are compared with the others that were sent beside them: %s', (requests, pairs) =>
    expect(observed(requests).pairs).toEqual(pairs),
  );

  test('are shown to fail more often by some pairs, and not by an outage that hits both', () => {
    expect(isMarkedWorse(observed('Mo'.repeat(10)))).toBe(true);
    expect(isMarkedWorse(observed('Mo'.repeat(5)))).toBe(false);
    expect(isMarkedWorse(observed('MomO'.repeat(50)))).toBe(false);
    expect(isMarkedWorse(observed(`${'mo'.repeat(50)}${'M'.repeat(50)}`))).toBe(false);
  });

  test('are none where nothing must reach one version alone', () => {
    expect(newMarkedFailures(['canary', null], 0.01)).toBeNull();
    expect(newMarkedFailures([null], 0.01)).toBeNull();
  });
});
