import { deadline } from '../system/deadline.js';
import { clearReplicas, emptyShare, proveEmpty } from './go-back.js';
import { bakeStep, finishRollout, lookAtStep, shiftShare, waitForPromote } from './go-up.js';
import type { Hands } from './hands.js';
import type { Journal } from './journal.js';
import { isResting, nextState, type RolloutEvent, type RolloutState, type StateName } from './machine.js';
import { replay } from './replay.js';
import { note, type Work } from './work.js';

/** What each state does by itself; the resting ones do nothing. */
const ACTS: Readonly<Partial<Record<StateName, (work: Work) => Promise<RolloutEvent>>>> = {
  shifting: shiftShare,
  verifying: async (work) => (await lookAtStep(work)) ?? { type: 'passed' },
  baking: bakeStep,
  waiting: waitForPromote,
  finishing: finishRollout,
  emptying: emptyShare,
  proving: proveEmpty,
  clearing: clearReplicas,
};

/** Goes on with a rollout until it rests: held, stuck, succeeded or rolled back. Each step is in the journal before the next. */
export async function runRollout(journal: Journal, hands: Hands): Promise<RolloutState> {
  for (;;) {
    const known = replay(journal.records);
    if (known === null) throw new Error('the journal has no beginning');
    const { state } = known;
    if (isResting(state) || hands.signal.aborted) return holdAtCtrlC(state, journal, hands);
    using own = deadline(hands.signal, 2 ** 31 - 1);
    const work: Work = { journal, hands, known, signal: own.signal, runs: known.verdicts };
    const happened = await actOrObey(work, own.abort);
    // What was broken off by Ctrl-C says nothing: it will be done again.
    if (!hands.signal.aborted) await note(work, { type: 'event', ...happened });
  }
}

/** Ctrl-C holds a rollout that goes up; on the way back it only ends the runner. */
async function holdAtCtrlC(state: RolloutState, journal: Journal, hands: Hands): Promise<RolloutState> {
  if (!hands.signal.aborted) return state;
  const event: RolloutEvent = { type: 'pause', reason: 'interrupted' };
  const next = nextState(state, event);
  if (next === null) return state;
  await note({ journal, hands }, { type: 'event', event, by: 'signal' });
  return next;
}

interface Happened {
  event: RolloutEvent;
  by: string;
}

/** What the state does by itself, unless somebody asks for something else meanwhile. */
async function actOrObey(work: Work, abort: () => void): Promise<Happened> {
  const { hands, known, signal } = work;
  const { state } = known;
  const asked = hands.request(signal);
  const act = ACTS[state.name] as (work: Work) => Promise<RolloutEvent>;
  const done = act(work).then((event): Happened => ({ event, by: 'rollout' }));
  const request = await Promise.race([asked, done.then(() => null)]);
  if (request === null) return done;
  const event: RolloutEvent = { type: request.verb, reason: request.reason };
  if (nextState(state, event) === null) {
    await hands.acknowledge();
    return done;
  }
  abort();
  await done;
  await hands.acknowledge();
  return { event, by: 'request' };
}
