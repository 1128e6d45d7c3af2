import { expect, test } from 'vitest';
import { liveLine } from '../../src/reporters/live-line.js';

const progress = {
  requests: 640,
  expectedRequests: 1477,
  share: 0.098,
  interval: [0.066, 0.141] as [number, number],
  stable: 577,
  canary: 63,
  unidentified: 0,
  failed: 0,
  elapsedMs: 320,
};

test('says how far the run is and what it has measured', () => {
  expect(liveLine(progress, 80)).toBe(
    '640 of about 1,477 requests · 2,000/s · canary 9.80 % (6.60 % to 14.10 %)',
  );
});

test('never wraps', () => expect(liveLine(progress, 40).length).toBeLessThan(40));
