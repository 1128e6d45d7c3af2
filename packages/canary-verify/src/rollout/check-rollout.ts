import { checkReachable, type PlaceNow, ShareError } from '../share/set-share.js';
import { reasonOf } from '../system/reason.js';
import { UsageError } from '../text/usage-error.js';
import { countReady, type ReplicaCounts } from './capacity.js';
import { findOverload } from './keep-capacity.js';
import type { PreparedRollout } from './prepared.js';

/** What there is before a rollout. */
export interface StandsNow {
  shares: readonly PlaceNow[];
  /** Null where the plan does not scale. */
  replicas: ReplicaCounts | null;
}

/**
 * Whether every step can be reached as things are now. Resolves to what there is.
 *
 * @throws UsageError that names the step; UnreachableShare, ShareError. Nothing has moved.
 */
export async function checkRollout(
  { plan, places, capacity }: PreparedRollout,
  signal: AbortSignal,
): Promise<StandsNow> {
  const shares = await checkReachable(places, plan.steps, signal);
  if (capacity === null) {
    const asking = plan.steps.findIndex((step) => step.replicas !== null);
    if (asking === -1) return { shares, replicas: null };
    throw new UsageError(
      'plan',
      `step ${asking + 1} of ${plan.name} has replicas, but nothing scales them: add scale`,
    );
  }
  const replicas = await countReady(capacity, signal).catch((error: unknown) => {
    throw new ShareError(`the replicas of ${capacity.name} could not be counted: ${reasonOf(error)}`);
  });
  if (replicas.stable === 0)
    throw new UsageError('plan', `no replica of the stable version is ready in ${capacity.name}`);
  for (const [index, step] of plan.steps.entries()) {
    const overload = findOverload(step, replicas);
    if (overload !== null)
      throw new UsageError('plan', `step ${index + 1} of ${plan.name} asks too much: ${overload}`);
  }
  return { shares, replicas };
}
