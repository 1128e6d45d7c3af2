import type { DividedWeight } from '../../verdict/cause.js';

/** The largest weight that Consul takes, 65,535, is 256 in HAProxy; a multiple of 256 below it is divided without a rest. */
const LARGEST = 255;

/** The weights to register so that HAProxy's division keeps the proportions. */
export function timesHaproxy(instances: readonly DividedWeight[]): string {
  const largest = Math.max(...instances.map(({ consul }) => consul));
  const scale = largest > LARGEST ? LARGEST / largest : 1;
  const meant = [...new Set(instances.map(({ consul }) => consul))].sort((one, other) => other - one);
  const each = meant
    .slice(0, 4)
    .map((weight) => `${256 * Math.max(1, Math.round(scale * weight))} for ${weight}`);
  return `Register 256 times as much: Weights.Passing ${each.join(', ')}.`;
}
