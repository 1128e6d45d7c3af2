import type { PlanKeys } from '../../rollout/plan-keys.js';
import type { ScaleKeys } from '../../rollout/scale-option.js';
import type { CanaryVerifyConfig } from './config.js';

/** What a plan file has of its own, beside the options of an options file. */
export interface PlanFileKeys extends PlanKeys {
  /** What runs the replicas. Default: nothing scales. */
  scale?: ScaleKeys;
  /** Your own command that sets the share; `{share}` in it is the percentage. */
  setCommand?: string;
  /** Your own command that prints the percentage. */
  getCommand?: string;
}

/**
 * The plan file of `canary-verify rollout`, for files in TypeScript.
 *
 * @example
 * // rollout.ts
 * import type { RolloutFile } from 'canary-verify';
 *
 * export default {
 *   name: 'shop',
 *   target: 'http://shop/version',
 *   map: 'maps/percent.map',
 *   haproxyStats: '/run/haproxy.sock',
 *   steps: ['10%', { share: '50%', bake: '10m' }],
 * } satisfies RolloutFile;
 */
export type RolloutFile = PlanFileKeys & Omit<CanaryVerifyConfig, KeyWithoutEffect>;

/** Keys of an options file that would do nothing in a plan. */
export type KeyWithoutEffect =
  | ('expect' | 'arm' | 'worseRatio' | 'frontend' | 'canaryBackend' | 'quick' | 'pause')
  | ('follow' | 'listen' | 'untilDiffers' | 'json' | 'reporter' | 'quiet');

/** Why they would do nothing. */
export const NOT_IN_A_PLAN: Readonly<Record<KeyWithoutEffect, string>> = {
  expect: 'each step has its own share',
  arm: 'a step with a header sends marked requests',
  worseRatio: 'it chooses words of a report, and no step goes by them',
  frontend: 'it is for `canary-verify headers`',
  canaryBackend: 'it is for `canary-verify headers`',
  quick: 'it is for `canary-verify headers`',
  pause: 'each step has its own, for example { share: 10%, pause: 1h }',
  follow: 'it is for `canary-verify watch`',
  listen: 'it is for `canary-verify watch`',
  untilDiffers: 'it is for `canary-verify watch`',
  json: 'write --json on the command line',
  reporter: 'write --reporter on the command line',
  quiet: 'write --quiet on the command line',
};
