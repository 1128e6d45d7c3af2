import type { Track } from '../terms/track.js';
import { counted, wholeFigure } from '../text/figures.js';
import { countReady, type ReplicaCounts } from './capacity.js';
import type { PlanStep } from './plan-steps.js';
import { note, stepOf, type Work } from './work.js';

/** ReplicaCounts must be as many as wanted within this time, in milliseconds. */
const READY_WITHIN_MS = 120_000;
const ASK_AGAIN_MS = 500;

/**
 * The canary's replicas that a step needs: one carries as much as one of the stable version did before the rollout. Marked requests
 * need one.
 */
export function neededReplicas({ share, replicas }: PlanStep, { stable }: ReplicaCounts): number {
  // A share is a decimal fraction, which binary ones only approach.
  return replicas ?? Math.max(1, Math.ceil(share * stable - 1e-9));
}

/** Why a step asks more of the canary than its replicas carry; null if it does not. Pure. */
export function findOverload(step: PlanStep, before: ReplicaCounts): string | null {
  const most = Math.ceil(step.share * before.stable - 1e-9);
  if (step.replicas === null || step.replicas >= most) return null;
  return `${counted(step.replicas, 'replica')} would carry what ${wholeFigure(most)} of the stable version's ${wholeFigure(before.stable)} do now`;
}

/** Brings a version to so many replicas, and waits for them. @throws Error when they are not ready in time. */
export async function bringTo(work: Work, track: Track, count: number): Promise<void> {
  const { capacity } = work.hands;
  if (capacity === null) return;
  const before = await capacity.ready(track, work.signal);
  if (before === count) return;
  await note(work, { type: 'scaling', track, count, before });
  await capacity.scale(track, count, work.signal);
  await untilThere(work, { track, count, rises: count > before });
  await note(work, { type: 'scaled', track, count, before });
}

/** Brings it up only: more replicas than wanted may stay. Resolves to whether there are new ones. */
export async function bringUpTo(work: Work, track: Track, count: number): Promise<boolean> {
  const { capacity } = work.hands;
  if (capacity === null || (await capacity.ready(track, work.signal)) >= count) return false;
  await bringTo(work, track, count);
  return true;
}

async function untilThere(
  { hands, signal }: Work,
  { track, count, rises }: { track: Track; count: number; rises: boolean },
): Promise<void> {
  const { capacity, clock, wait } = hands;
  const until = clock() + READY_WITHIN_MS;
  for (;;) {
    const ready = (await capacity?.ready(track, signal)) ?? count;
    // Somebody else may scale as well.
    if (rises ? ready >= count : ready <= count) return;
    if (clock() >= until || signal.aborted)
      throw new Error(
        `${wholeFigure(ready)} replicas of the ${track} version are ready, ${wholeFigure(count)} were wanted`,
      );
    await wait(ASK_AGAIN_MS, signal);
  }
}

/** Why the canary has fewer replicas than its share needs; null while it has enough. */
export async function findShortage(work: Work): Promise<string | null> {
  const { hands, known, signal } = work;
  if (hands.capacity === null || known.replicas === null) return null;
  const needed = neededReplicas(stepOf(work), known.replicas);
  const { canary } = await countReady(hands.capacity, signal);
  if (canary >= needed) return null;
  return `${wholeFigure(canary)} of the canary's ${wholeFigure(needed)} replicas are ready`;
}
