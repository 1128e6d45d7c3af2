import { describe, expect, test } from 'vitest';
import type { ArmProgress, Progress } from '../../src/options/progress.js';
import { liveLine } from '../../src/reporters/live-line.js';

const ARM: ArmProgress = {
  name: 'all requests',
  open: true,
  requests: 640,
  expectedRequests: 1477,
  budget: 4431,
  share: 0.098,
  interval: [0.066, 0.141],
  evidence: { matches: 0.5, differs: 0.02 },
};

function progressWith(changes: Partial<Progress>, ...arms: Partial<ArmProgress>[]): Progress {
  return {
    overMs: null,
    requests: 640,
    expectedRequests: 1477,
    share: 0.098,
    interval: [0.066, 0.141],
    stable: 577,
    canary: 63,
    unidentified: 0,
    failed: 0,
    elapsedMs: 320,
    maxTimeMs: 60_000,
    arms: (arms.length > 0 ? arms : [{}]).map((arm) => ({ ...ARM, ...arm })),
    ...changes,
  };
}

test('says how far both decisions are, what was measured, how fast, and how long it takes', () => {
  expect(liveLine(progressWith({}), 80)).toBe(
    '✔  50 % ✘   2 % · canary 9.80 % (6.60 % to 14.10 %) · 2,000/s · 1 s left',
  );
});

test('of several arms, the one that has furthest to go', () => {
  const line = liveLine(
    progressWith(
      {},
      { name: 'marked', open: false, evidence: { matches: 1, differs: 0 } },
      { name: 'unmarked', evidence: { matches: 0.3, differs: 0 } },
      { name: 'near miss', evidence: { matches: 0.6, differs: 0 } },
    ),
    120,
  );
  expect(line).toMatch(/^unmarked \(1 of 3 done\) · ✔ {2}30 % ✘ {3}0 % · canary 9\.80 %/);
});

describe('the time left', () => {
  const left = (changes: Partial<Progress>, arm: Partial<ArmProgress>) =>
    Number(/ (\d+) s left/.exec(liveLine(progressWith(changes, arm), 200))?.[1]);

  test('follows the evidence: as much again takes as long again', () =>
    expect(left({ elapsedMs: 10_000 }, { evidence: { matches: 0.5, differs: 0 } })).toBe(10));

  test('is what the plan says while there is hardly any evidence', () =>
    expect(left({ elapsedMs: 64_000, maxTimeMs: 1e6 }, { evidence: { matches: 0, differs: 0 } })).toBe(84));

  test('is that of the time that the run is spread over, whatever the evidence', () =>
    expect(left({ overMs: 90_000, elapsedMs: 60_500 }, { evidence: { matches: 1, differs: 0 } })).toBe(30));

  test('is no more than the budget gives', () => {
    expect(
      left({ elapsedMs: 64_000, maxTimeMs: 1e6 }, { budget: 740, evidence: { matches: 0.2, differs: 0 } }),
    ).toBe(10);
    expect(left({ elapsedMs: 58_000 }, { evidence: { matches: 0.2, differs: 0 } })).toBe(2);
  });
});

test.each([20, 40, 60, 79, 80])('is narrower than %i columns, whatever it says', (columns) => {
  const wide = progressWith(
    { requests: 12_345_678, failed: 123_456 },
    { name: 'an arm with a name that is long', share: 0.000_012, interval: [0.000_001, 0.000_023] },
    {},
  );
  expect(liveLine(wide, columns).length).toBeLessThan(columns);
  expect(liveLine(wide, columns)).not.toBe('');
});
