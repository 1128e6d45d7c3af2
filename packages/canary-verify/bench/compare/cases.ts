import type { Band } from '../../src/statistics/split-test.js';

/** A declared split, and the shares that the traffic really takes. */
export interface Expectation {
  band: Band;
  trueShares: readonly number[];
}

/** Per expectation: the right share, the edge of the band, two shares beyond it, and a canary that gets nothing. */
export const EXPECTATIONS: readonly Expectation[] = [
  { band: { share: 0.1, tolerance: 0.03 }, trueShares: [0.1, 0.13, 0.15, 0.2, 0] },
  { band: { share: 0.01, tolerance: 0.005 }, trueShares: [0.01, 0.015, 0.02, 0.04, 0] },
  { band: { share: 0.5, tolerance: 0.03 }, trueShares: [0.5, 0.53, 0.55, 0.6, 0] },
];
