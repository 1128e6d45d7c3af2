import { type Alternative, alternative } from './likelihood-mixture.js';

/** Where the alternatives between the expected share and a boundary lie, as fractions of the way, and their weights. */
const BETWEEN = [
  { fraction: 0.15, weight: 0.88 },
  { fraction: 0.45, weight: 0.1 },
  { fraction: 0.8, weight: 0.02 },
] as const;

/** Alternatives that lie between the expected share and the boundary: they speak for a share inside the band. */
export function alternativesInside(expected: number, boundary: number): Alternative[] {
  return BETWEEN.map(({ fraction, weight }) =>
    alternative(weight, expected + fraction * (boundary - expected), boundary),
  );
}

/** Alternatives above the boundary, from half a tolerance beyond it to nearly everything: they speak for too large a share. */
export function alternativesAbove(boundary: number, tolerance: number): Alternative[] {
  const shares: number[] = [];
  for (let step = tolerance / 2; boundary + step < 0.9; step *= 2) shares.push(boundary + step);
  shares.push(Math.max(0.999, (1 + boundary) / 2));
  return withFallingWeights(shares, boundary);
}

/** Alternatives below the boundary, from half a tolerance beyond it to nothing at all: they speak for too small a share. */
export function alternativesBelow(boundary: number, tolerance: number): Alternative[] {
  const shares: number[] = [];
  for (let step = tolerance / 2; boundary - step > boundary / 10; step *= 2) shares.push(boundary - step);
  shares.push(0);
  return withFallingWeights(shares, boundary);
}

/** Weights in proportion to 1, 1/2, 1/3, …: none of the alternatives costs much when another one is true. */
function withFallingWeights(shares: readonly number[], boundary: number): Alternative[] {
  const total = shares.reduce((sum, _, index) => sum + 1 / (index + 1), 0);
  return shares.map((share, index) => alternative(1 / (index + 1) / total, share, boundary));
}
