import type { Band } from '../../src/statistics/split-test.js';

/** The 33 configurations for which everything is computed exactly: shares from 0.01 % to 50 %, narrow and wide bands. */
export const BANDS: readonly Band[] = [
  { share: 0.0001, tolerance: 0.00005 },
  { share: 0.001, tolerance: 0.0003 },
  { share: 0.001, tolerance: 0.0005 },
  { share: 0.01, tolerance: 0.003 },
  { share: 0.01, tolerance: 0.005 },
  { share: 0.1, tolerance: 0.03 },
  { share: 0.1, tolerance: 0.05 },
  { share: 0.25, tolerance: 0.03 },
  { share: 0.25, tolerance: 0.075 },
  { share: 0.5, tolerance: 0.03 },
  { share: 0.5, tolerance: 0.15 },
];

export const ERROR_RATES = [0.05, 0.01, 0.001] as const;

export const CONFIGURATIONS: readonly (readonly [share: number, tolerance: number, errorRate: number])[] =
  BANDS.flatMap(({ share, tolerance }) =>
    ERROR_RATES.map((errorRate) => [share, tolerance, errorRate] as const),
  );
