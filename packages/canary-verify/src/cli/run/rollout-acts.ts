import { setTimeout as wait } from 'node:timers/promises';
import { isResting, nextState, type RolloutEvent, type RolloutState } from '../../rollout/machine.js';
import type { PreparedRollout } from '../../rollout/prepared.js';
import { continueRollout, startRollout, whoami } from '../../rollout/start-rollout.js';
import type { RolloutRequest, RolloutStore } from '../../rollout/store/store.js';
import { readAll } from '../../share/set-share.js';
import { percent } from '../../text/figures.js';
import { UsageError } from '../../text/usage-error.js';
import type { CommandInput } from '../command.js';
import { loadPlan } from '../rollout-plan.js';
import { rolloutStore } from '../rollout-store.js';
import { readRollout } from './read-rollout.js';
import { printEnd, toldOn } from './rollout-runner.js';
import { showStatus } from './rollout-shows.js';

const LOOK_AGAIN_MS = 200;

/** Starts the rollout of a plan file. */
export async function start(file: string, asked: CommandInput): Promise<number> {
  const loaded = await loadPlan(file, asked.env);
  const state = await startTold(loaded, asked);
  return await printEnd(loaded, state, asked);
}

/**
 * Takes up a rollout whose journal is lost: at the step whose share stands in every place. It is held there until somebody says
 * `resume`.
 */
export async function adopt(file: string, asked: CommandInput): Promise<number> {
  const loaded = await loadPlan(file, asked.env);
  const step = await findStep(loaded, asked.signal);
  const event: RolloutEvent = { type: 'adopted', step, reason: 'adopted from what stands there' };
  const state = await startTold(loaded, asked, event);
  return await printEnd(loaded, state, asked);
}

/** The step, from 0, whose share stands in every place. @throws UsageError when there is none. */
async function findStep({ plan, places }: PreparedRollout, signal: AbortSignal): Promise<number> {
  const readings = await readAll(places, signal);
  const step = plan.steps.findLastIndex(({ share }) =>
    readings.every((one) => one.stored === one.nearest(share).stored),
  );
  if (step !== -1) return step;
  const found = readings.map(({ share }) => percent(share)).join(', ');
  throw new UsageError(
    'arguments',
    `no step of ${plan.name} has the share that stands there now, ${found}: set one with \`canary-verify share\`, or start anew`,
  );
}

/** Says something to a rollout: to its runner, or by becoming it. */
export async function say(
  verb: RolloutRequest['verb'] | 'undo',
  name: string,
  asked: CommandInput,
): Promise<number> {
  const store = rolloutStore(asked);
  const { state, plan, file, digest, places } = await readRollout(store, name);
  const reason = asked.values.reason ?? `${verb} by ${whoami()}`;
  const event: RolloutEvent = { type: verb, reason };
  const isOwn = (await store.holder(name)) === null;
  const goesOn = isOwn && verb === 'resume' && !isResting(state);
  if (!goesOn && nextState(state, event) === null) throw refused(verb, name, state);
  if (!isOwn && verb !== 'undo') {
    await store.ask(name, { verb, reason }, asked.signal);
    if (verb === 'abort') await untilRests(store, name, asked.signal);
    return showStatus(name, asked);
  }
  const loaded = await loadPlan(file, asked.env);
  if (loaded.digest !== digest && verb !== 'abort' && verb !== 'undo')
    throw new UsageError('plan', `${file} has changed since the rollout started: abort it and start anew`);
  if (loaded.plan.exchanged !== plan.exchanged)
    throw new UsageError(
      'plan',
      `${file} has other roles of the slots now than the rollout: set exchanged to ${plan.exchanged} until it is over`,
    );
  if (loaded.places.map(({ identity }) => identity).join('\n') !== places.join('\n'))
    throw new UsageError(
      'plan',
      `${file} names other places now than the rollout moves: ${places.join(', ')}`,
    );
  return await printEnd(loaded, await continueTold(loaded, asked, goesOn ? null : event), asked);
}

async function startTold(
  loaded: PreparedRollout,
  asked: CommandInput,
  first: RolloutEvent | null = null,
): Promise<RolloutState> {
  using told = toldOn(loaded, rolloutStore(asked), asked);
  // Awaited here: what is shown ends with this function.
  return await startRollout(told.prepared, told.run, first);
}

async function continueTold(
  loaded: PreparedRollout,
  asked: CommandInput,
  said: RolloutEvent | null,
): Promise<RolloutState> {
  using told = toldOn(loaded, rolloutStore(asked), asked);
  return await continueRollout(told.prepared, told.run, said);
}

/** Whoever aborts wants to know that it is over. */
async function untilRests(store: RolloutStore, name: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { state } = await readRollout(store, name);
    if (isResting(state) || (await store.holder(name)) === null) return;
    await wait(LOOK_AGAIN_MS, undefined, { signal }).catch(() => {});
  }
}

function refused(verb: string, name: string, { name: state }: RolloutState): UsageError {
  return new UsageError('arguments', `rollout ${verb} ${name} means nothing now: it is ${state}`);
}
