import { expect, test } from 'vitest';
import { expectedRequests } from '../../src/statistics/expected-requests.js';

// Exact means by dynamic programming.
test.each([
  [0.0001, 0.00005, 0.01, 567_065],
  [0.001, 0.0003, 0.001, 219_069],
  [0.01, 0.005, 0.05, 3_807],
  [0.1, 0.03, 0.01, 1_363],
  [0.25, 0.03, 0.01, 2_812],
  [0.5, 0.03, 0.05, 2_571],
  [0.5, 0.15, 0.01, 146],
])('%f ± %f at error rate %f: within 20 %% of %i', (share, tolerance, errorRate, exact) => {
  const estimate = expectedRequests({ share, tolerance }, errorRate);
  expect(Math.abs(estimate - exact) / exact).toBeLessThan(0.2);
});
