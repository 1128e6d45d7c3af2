import type { ArmFigures } from '../../verdict/verdict.js';

/** The values that a picture shows, and the distance of its ticks. */
export interface Scale {
  low: number;
  high: number;
  step: number;
}

type Band = ArmFigures['expected'];

/** The edges of the shares that are right. */
export function bandEdges({ share, tolerance }: Band): [low: number, high: number] {
  return [Math.max(0, share - tolerance), Math.min(1, share + tolerance)];
}

/** A scale of shares around what is expected, wide enough for these shares. */
export function shareScale(expected: Band, shares: readonly number[]): Scale {
  const distances = shares.map((share) => Math.abs(share - expected.share) * 1.15);
  const reach = Math.max(expected.tolerance * 6, ...distances);
  const [low, high] = bandEdges({ share: expected.share, tolerance: reach });
  const step = niceStep((high - low) / 5);
  return {
    low: exact(Math.floor(low / step + 1e-9) * step),
    high: Math.min(1, exact(Math.ceil(high / step - 1e-9) * step)),
    step,
  };
}

/** A scale from 0 to a little beyond the largest value. */
export function scaleUpTo(most: number): Scale {
  const high = (most > 0 ? most : 1) * 1.04;
  return { low: 0, high, step: niceStep(high / 5) };
}

/** Like `scaleUpTo`, with ticks at whole numbers only. */
export function wholeScaleUpTo(most: number): Scale {
  const scale = scaleUpTo(most);
  return { ...scale, step: Math.max(1, scale.step) };
}

/** The place of a value on a scale, from 0 to 1. Values beyond the scale lie at its end. */
export function placeOn({ low, high }: Scale, value: number): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}

/** The values to be named beside a scale. */
export function ticks({ low, high, step }: Scale): number[] {
  const count = Math.floor((high - low) / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, index) => exact(low + index * step));
}

/** The smallest of 1, 2, 5, 10, 20 … (or 0.5, 0.2, 0.1 …) that is no smaller. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10;
  return exact(factor * power);
}

/** Without what binary fractions leave at the end. */
function exact(value: number): number {
  return Number(value.toPrecision(12));
}
