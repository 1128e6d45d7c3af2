import { hostname, userInfo } from 'node:os';
import type { Replicas } from '../../rollout/capacity.js';
import {
  isEnded,
  isResting,
  nextState,
  type RolloutEvent,
  type RolloutState,
} from '../../rollout/machine.js';
import { replay } from '../../rollout/replay.js';
import type { RolloutRequest, RolloutStore } from '../../rollout/store/store.js';
import { readAll } from '../../share/set-share.js';
import { percent } from '../../text/figures.js';
import { UsageError } from '../../text/usage-error.js';
import type { CommandInput } from '../command.js';
import { type LoadedPlan, loadPlan } from '../rollout-plan.js';
import { rolloutStore } from '../rollout-store.js';
import { checkPlan, readRollout } from './rollout-checks.js';
import { goOn, tellLast } from './rollout-runner.js';
import { showStatus } from './rollout-shows.js';

/** Starts the rollout of a plan file. */
export async function start(file: string, asked: CommandInput): Promise<number> {
  const loaded = await loadPlan(file, asked.env);
  const store = rolloutStore(asked);
  await refuseUnended(store, loaded.plan.name);
  const replicas = await checkPlan(loaded, asked.signal);
  return await begin({ loaded, store, replicas }, null, asked);
}

/**
 * Takes up a rollout whose journal is lost: at the step whose share stands in every place. It is held there until somebody says
 * `resume`.
 */
export async function adopt(file: string, asked: CommandInput): Promise<number> {
  const loaded = await loadPlan(file, asked.env);
  const store = rolloutStore(asked);
  await refuseUnended(store, loaded.plan.name);
  const replicas = await checkPlan(loaded, asked.signal);
  const step = await findStep(loaded, asked.signal);
  const event: RolloutEvent = { type: 'adopted', step, reason: 'adopted from what stands there' };
  return await begin({ loaded, store, replicas }, event, asked);
}

/** The step, from 0, whose share stands in every place. @throws UsageError when there is none. */
async function findStep({ plan, places }: LoadedPlan, signal: AbortSignal): Promise<number> {
  const readings = await readAll(places, signal);
  const step = plan.steps.findLastIndex(({ share }) =>
    readings.every((one) => one.stored === one.nearest(share).stored),
  );
  if (step !== -1) return step;
  const found = readings.map(({ share }) => percent(share)).join(', ');
  throw new UsageError(
    'arguments',
    `no step of ${plan.name} has the share that stands there now, ${found}: set it with \`canary-verify share\`, or start anew`,
  );
}

async function refuseUnended(store: RolloutStore, name: string): Promise<void> {
  const before = replay(await store.read(name));
  if (before !== null && !isEnded(before.state))
    throw new UsageError(
      'arguments',
      `the rollout ${name} has not ended, it is ${before.state.name}: resume or abort it first`,
    );
}

interface Beginning {
  loaded: LoadedPlan;
  store: RolloutStore;
  replicas: Replicas | null;
}

async function begin(
  { loaded, store, replicas }: Beginning,
  first: RolloutEvent | null,
  asked: CommandInput,
): Promise<number> {
  const { plan, file, digest, places } = loaded;
  await using lease = await store.take({ name: plan.name, places: places.map(({ identity }) => identity) });
  const journal = await lease.beginAnew();
  await journal.append({ type: 'started', plan, file, digest, by: whoami(), replicas });
  if (!asked.values.quiet) tellLast(journal);
  if (first !== null) {
    await journal.append({ type: 'event', event: first, by: whoami() });
    if (!asked.values.quiet) tellLast(journal);
  }
  // Awaited here: the lease ends with this function.
  return await goOn({ lease, journal }, loaded, asked);
}

/** Says something to a rollout: to its runner, or by becoming it. */
export async function say(
  verb: RolloutRequest['verb'] | 'undo',
  name: string,
  asked: CommandInput,
): Promise<number> {
  const store = rolloutStore(asked);
  const { state, file, digest } = await readRollout(store, name);
  const reason = asked.values.reason ?? `${verb} by ${whoami()}`;
  const event: RolloutEvent = { type: verb, reason };
  const isOwn = (await store.holder(name)) === null;
  const goesOn = isOwn && verb === 'resume' && !isResting(state);
  if (!goesOn && nextState(state, event) === null) throw refused(verb, name, state);
  if (!isOwn && verb !== 'undo') {
    await store.ask(name, { verb, reason }, asked.signal);
    return showStatus(name, asked);
  }
  const loaded = await loadPlan(file, asked.env);
  const identities = loaded.places.map(({ identity }) => identity);
  await using lease = await store.take({ name, places: identities });
  if (loaded.digest !== digest && verb !== 'abort' && verb !== 'undo')
    throw new UsageError('plan', `${file} has changed since the rollout started: abort it and start anew`);
  const journal = await lease.journal();
  if (!goesOn) await journal.append({ type: 'event', event, by: whoami() });
  return await goOn({ lease, journal }, loaded, asked);
}

function refused(verb: string, name: string, { name: state }: RolloutState): UsageError {
  return new UsageError('arguments', `rollout ${verb} ${name} means nothing now: it is ${state}`);
}

function whoami(): string {
  return `${userInfo().username}@${hostname()}`;
}
