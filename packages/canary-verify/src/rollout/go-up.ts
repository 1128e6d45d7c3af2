import type { NotedVerdict } from './journal.js';
import { findThirdVersion, isWithoutAnswer, judge } from './judge.js';
import { bringTo, bringUpTo, findShortage, neededReplicas } from './keep-capacity.js';
import type { RolloutEvent } from './machine.js';
import { findChangedShare, measure } from './measure-step.js';
import { setStep } from './set-step.js';
import { endOf, refusalOf, stepOf, type Work } from './work.js';

/** The pause between two runs, in milliseconds. */
const PAUSE_MS = 1_000;
/** A run without an answer is followed by another one: in about 1 of 200 runs it has none though the share is right. */
const RUNS_FOR_AN_ANSWER = 3;

/** Gives the canary what it needs to carry the share, and then the share. */
export async function shiftShare(work: Work): Promise<RolloutEvent> {
  const step = stepOf(work);
  const { hands, known, signal } = work;
  const { replicas, plan } = known;
  try {
    const areNew = replicas !== null && (await bringUpTo(work, 'canary', neededReplicas(step, replicas)));
    await setStep(work, step);
    // What is compiled, cached and connected at the first requests makes those slow.
    if (areNew) await hands.wait(plan.warmUpMs, signal);
    return { type: 'shifted' };
  } catch (error) {
    return { type: 'roll-back', reason: refusalOf(error) };
  }
}

/** What runs of `verify` say, after a look whether all stands as it was set. Null: as it should be. */
export async function lookAtStep(work: Work): Promise<RolloutEvent | null> {
  const { hands, signal } = work;
  let wasSlow = false;
  for (let run = 1; ; run++) {
    const changed = await findChange(work);
    if (changed !== null) return changed;
    const { header, share, writtenTolerance: tolerance } = stepOf(work);
    const noted = await measure(work, { header, share, tolerance });
    // A pause of its host makes a good canary slow once.
    const again = isWithoutAnswer(noted) || (noted.slow && !wasSlow);
    if (signal.aborted || !again || run === RUNS_FOR_AN_ANSWER) return judgeRun(work, noted);
    wasSlow = noted.slow;
    await hands.wait(PAUSE_MS, signal);
  }
}

/** A share that stands no more, or replicas that are gone: at no time has the canary more than it carries. */
async function findChange(work: Work): Promise<RolloutEvent | null> {
  const drift = await findChangedShare(work);
  if (drift !== null) return { type: 'drifted', reason: drift };
  try {
    const shortage = await findShortage(work);
    return shortage === null ? null : { type: 'roll-back', reason: shortage };
  } catch (error) {
    return { type: 'hold', reason: refusalOf(error) };
  }
}

async function judgeRun(work: Work, noted: NotedVerdict): Promise<RolloutEvent | null> {
  const third = findThirdVersion(work.known.versions, noted);
  const judged = judge(noted, work.known.plan.on);
  const found = judged ?? (third === null ? null : ({ type: 'hold', reason: third } as const));
  // What was changed in the middle of the run is why it could not tell.
  return found?.type === 'hold' ? ((await findChange(work)) ?? found) : found;
}

/** Watches the step for as long as it says. */
export async function bakeStep(work: Work): Promise<RolloutEvent> {
  return (await watch(work, stepOf(work).bakeMs)) ?? { type: 'baked' };
}

/** Watches the step until somebody says `promote`, or its time is over. */
export async function waitForPromote(work: Work): Promise<RolloutEvent> {
  const { ms, otherwise } = stepOf(work).pause ?? { ms: 0, otherwise: 'hold' };
  const found = await watch(work, ms ?? 0);
  return found ?? { type: otherwise, reason: 'nobody said promote in time' };
}

/** Measures again and again until the time of the state is over. Null: all was as it should be. */
async function watch(work: Work, ms: number): Promise<RolloutEvent | null> {
  const { hands, signal } = work;
  const until = endOf(work, ms);
  while (hands.clock() < until && !signal.aborted) {
    const found = await lookAtStep(work);
    if (found !== null) return found;
    await hands.wait(Math.max(0, Math.min(PAUSE_MS, until - hands.clock())), signal);
  }
  return null;
}

/** All requests go to the canary: the stable version's replicas end what they have, and leave. */
export async function finishRollout(work: Work): Promise<RolloutEvent> {
  const { hands, known, signal } = work;
  if (hands.capacity === null) return { type: 'finished' };
  try {
    await hands.wait(Math.max(0, endOf(work, known.plan.drainMs) - hands.clock()), signal);
    await bringTo(work, 'stable', 0);
    return { type: 'finished' };
  } catch (error) {
    return { type: 'hold', reason: refusalOf(error) };
  }
}
