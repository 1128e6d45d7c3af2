import { bringTo, bringUpTo } from './keep-capacity.js';
import type { RolloutEvent } from './machine.js';
import { measure } from './measure-step.js';
import { emptyPlaces } from './set-step.js';
import { endOf, refusalOf, type Work } from './work.js';

/** The pause between two tries, in milliseconds. */
const PAUSE_MS = 1_000;
/** Each part of the way back is tried for so long before it is stuck, in milliseconds. */
const WAY_BACK_MS = 60_000;

/** Takes the share away, after the stable version has what it needs to carry all. */
export function emptyShare(work: Work): Promise<RolloutEvent> {
  const { replicas, stableIsLower } = work.known;
  return tryFor(work, { type: 'emptied' }, async () => {
    if (replicas !== null && stableIsLower) await bringUpTo(work, 'stable', replicas.stable);
    await emptyPlaces(work);
  });
}

/** Shows with requests that none reaches the canary. */
export function proveEmpty(work: Work): Promise<RolloutEvent> {
  return tryFor(work, { type: 'proven' }, async () => {
    const { verdict } = await measure(work, { header: null, share: 0, tolerance: undefined });
    if (verdict !== 'matches')
      throw new Error(`it is not proven that no request reaches the canary: ${verdict}`);
  });
}

/** Takes the canary's replicas away that were not there before. */
export function clearReplicas(work: Work): Promise<RolloutEvent> {
  const { hands, known, signal } = work;
  const { replicas, plan } = known;
  return tryFor(work, { type: 'cleared' }, async () => {
    if (hands.capacity === null || replicas === null) return;
    await hands.wait(Math.max(0, endOf(work, plan.drainMs) - hands.clock()), signal);
    if ((await hands.capacity.ready('canary', signal)) > replicas.canary)
      await bringTo(work, 'canary', replicas.canary);
  });
}

async function tryFor(work: Work, done: RolloutEvent, act: () => Promise<void>): Promise<RolloutEvent> {
  const { hands, signal } = work;
  const until = hands.clock() + WAY_BACK_MS;
  for (;;) {
    try {
      await act();
      return done;
    } catch (error) {
      if (hands.clock() >= until || signal.aborted) return { type: 'failed', reason: refusalOf(error) };
      await hands.wait(PAUSE_MS, signal);
    }
  }
}
