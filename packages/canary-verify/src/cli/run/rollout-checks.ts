import { type Replicas, readReplicas } from '../../rollout/capacity.js';
import { findOverload } from '../../rollout/keep-capacity.js';
import { type Replayed, replay } from '../../rollout/replay.js';
import type { RolloutStore } from '../../rollout/store/store.js';
import { checkReachable } from '../../share/set-share.js';
import { quoted, UsageError } from '../../text/usage-error.js';
import type { LoadedPlan } from '../rollout-plan.js';

/** Whether every step can be reached. Resolves to the replicas that there are; null where the plan does not scale. */
export async function checkPlan(
  { plan, places, capacity, file }: LoadedPlan,
  signal: AbortSignal,
): Promise<Replicas | null> {
  await checkReachable(places, plan.steps, signal);
  if (capacity === null) {
    const asking = plan.steps.findIndex((step) => step.replicas !== null);
    if (asking === -1) return null;
    throw new UsageError(
      'plan',
      `${file}: step ${asking + 1} has replicas, but nothing scales them: add scale`,
    );
  }
  const replicas = await readReplicas(capacity, signal);
  if (replicas.stable === 0)
    throw new UsageError('plan', `${file}: no replica of the stable version is ready in ${capacity.name}`);
  for (const [index, step] of plan.steps.entries()) {
    const overload = findOverload(step, replicas);
    if (overload !== null)
      throw new UsageError('plan', `${file}: step ${index + 1} asks too much: ${overload}`);
  }
  return replicas;
}

/** What the journal says. @throws UsageError when there is no such rollout. */
export async function readRollout(store: RolloutStore, name: string): Promise<Replayed> {
  const replayed = replay(await store.read(name));
  if (replayed !== null) return replayed;
  throw new UsageError('arguments', `there is no rollout called ${quoted(name)} in ${store.place}`);
}
