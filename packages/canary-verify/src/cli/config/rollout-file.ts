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
export type RolloutFile = PlanFileKeys & CanaryVerifyConfig;
