import type { ArmRun } from '../decide/arm-run.js';
import type { ResolvedOptions } from '../options/options.js';
import type { Health } from '../tally/health-figures.js';
import type { Track } from '../terms/track.js';
import type { Diagnosis } from './diagnosis.js';
import { type ArmVerdict, firstHopOf } from './verdict.js';

/** A balancer that follows load: as the configuration says it, or as a share suggests in which the slower version gets less. */
export function diagnoseLoad(arm: ArmRun, verdict: ArmVerdict, options: ResolvedOptions): Diagnosis[] {
  const { plan } = arm;
  if (plan.arm.expectation.kind === 'only' || verdict.share === null) return [];
  const setting = options.balancing.get(plan.arm)?.follows ?? null;
  const slower = slowerThatGotLess(verdict);
  if (setting === null && slower === null) return [];
  const { connections } = options;
  return [{ kind: 'follows-load', arm: plan.arm.name, setting, slower, connections }];
}

/** A version is slower from this ratio of medians on. */
const MUCH_SLOWER = 2;

/** Fewer requests have no median that means anything. */
const FEWEST_REQUESTS = 20;

function slowerThatGotLess(verdict: ArmVerdict): Track | null {
  const { health, share, interval, expected } = verdict;
  if (!['differs', 'undecided'].includes(firstHopOf(verdict)) || health === null) return null;
  if (share === null || interval === null) return null;
  const [low, high] = interval;
  // By chance alone one of both always gets a little less.
  if (low <= expected.share && expected.share <= high) return null;
  const slower = slowerOf(health);
  const less: Track = share < expected.share ? 'canary' : 'stable';
  return slower === less ? slower : null;
}

function slowerOf({ latency: { stable, canary }, errors }: Health): Track | null {
  const fewest = Math.min(errors.stable.requests, errors.canary.requests);
  if (stable === null || canary === null || fewest < FEWEST_REQUESTS) return null;
  if (canary.p50 >= MUCH_SLOWER * stable.p50) return 'canary';
  return stable.p50 >= MUCH_SLOWER * canary.p50 ? 'stable' : null;
}
