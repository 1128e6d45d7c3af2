import { renameSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { jsonText } from '../../reporters/json.js';
import { rolloutLine, rolloutPlanText, rolloutStatus } from '../../reporters/rollout-text.js';
import {
  type Journal,
  type JournalRecord,
  journalFile,
  openJournal,
  readJournal,
} from '../../rollout/journal.js';
import { LeaseTaken, leaseHolder, takeLease } from '../../rollout/lease.js';
import {
  isEnded,
  isResting,
  nextState,
  type RolloutEvent,
  type RolloutState,
} from '../../rollout/machine.js';
import { type Replayed, replay } from '../../rollout/replay.js';
import {
  acknowledgeRequest,
  leaveRequest,
  nextRequest,
  type RolloutRequest,
} from '../../rollout/requests.js';
import { runRollout } from '../../rollout/run-rollout.js';
import { checkReachable, ShareError, UnreachableShare } from '../../share/set-share.js';
import { nearest } from '../../text/nearest.js';
import { printable } from '../../text/printable.js';
import { quoted, UsageError } from '../../text/usage-error.js';
import { verify } from '../../verify.js';
import type { CommandInput } from '../command.js';
import { INTERRUPTED } from '../interruption.js';
import { print, tell } from '../output.js';
import { type LoadedPlan, loadPlan } from '../rollout-plan.js';

/** How a rollout that rests ends the command. */
const EXIT_CODES: Readonly<Record<RolloutState['name'], number>> = {
  ...{ succeeded: 0, shifting: 0, verifying: 0, baking: 0, emptying: 0, proving: 0 },
  ...{ 'rolled-back': 1, held: 2, stuck: 3 },
};
/** How long Consul and HAProxy may take to carry out a change of replicas, in milliseconds. */
const SETTLES_WITHIN_MS = 30_000;
const UNATTENDED = 2;
const NOT_READ = 3;
const WRONG_USAGE = 4;

/** Does what the verb says. Returns the exit code. */
export async function runRolloutVerb(asked: CommandInput): Promise<number> {
  const [verb = '', what] = asked.operands;
  const act = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (act === undefined) {
    const near = nearest(verb, Object.keys(VERBS));
    const cure = near === null ? `there are ${Object.keys(VERBS).join(', ')}` : `did you mean ${near}?`;
    throw new UsageError('arguments', `rollout has no verb ${quoted(verb)}; ${cure}`);
  }
  if (what === undefined)
    throw new UsageError('arguments', `rollout ${verb} wants a plan file or the name of a rollout behind it`);
  try {
    return await act(what, asked);
  } catch (error) {
    if (!(error instanceof ShareError || error instanceof LeaseTaken)) throw error;
    tell(`canary-verify: ${printable(error.message, 1_000)}\n`);
    return error instanceof UnreachableShare || error instanceof LeaseTaken ? WRONG_USAGE : NOT_READ;
  }
}

type Act = (what: string, asked: CommandInput) => Promise<number>;

const VERBS: Readonly<Record<string, Act>> = {
  plan: showPlan,
  start,
  status: showStatus,
  promote: (name, asked) => say('promote', name, asked),
  pause: (name, asked) => say('pause', name, asked),
  resume: (name, asked) => say('resume', name, asked),
  abort: (name, asked) => say('abort', name, asked),
  log: showLog,
};

async function showPlan(file: string, { env, values, signal }: CommandInput): Promise<number> {
  const { plan, places } = await loadPlan(file, env);
  const shares = await checkReachable(places, plan.steps, signal);
  await print(values.json ? jsonText({ plan, places: shares }, 2) : rolloutPlanText(plan, shares));
  return 0;
}

async function start(file: string, asked: CommandInput): Promise<number> {
  const loaded = await loadPlan(file, asked.env);
  const { plan, digest } = loaded;
  const folder = folderOf(asked);
  const before = replay(readJournal(folder, plan.name));
  if (before !== null && !isEnded(before.state))
    throw new UsageError(
      'arguments',
      `the rollout ${plan.name} has not ended, it is ${before.state.name}: resume or abort it first`,
    );
  await checkReachable(loaded.places, plan.steps, asked.signal);
  const name = plan.name;
  const journal = openFor(folder, name);
  using _lease = takeLease(folder, name);
  if (before !== null) setAside(folder, name, journal.records);
  const own = before === null ? journal : openFor(folder, name);
  own.append({ type: 'started', plan, file: loaded.file, digest, by: whoami() });
  if (!asked.values.quiet) tellLast(own);
  // Awaited here: the lease ends with this function.
  return await goOn(own, loaded, asked);
}

/** The journal of the rollout before is kept under the time at which it started. */
function setAside(folder: string, name: string, [first]: readonly JournalRecord[]): void {
  const at = (first?.at ?? '').replaceAll(/[:.]/g, '-');
  renameSync(journalFile(folder, name), journalFile(folder, `${name}.${at}`));
}

/** Says something to a rollout: to its runner, or by becoming it. */
async function say(verb: RolloutRequest['verb'], name: string, asked: CommandInput): Promise<number> {
  const folder = folderOf(asked);
  const { state, file, digest } = known(folder, name);
  const reason = asked.values.reason ?? `${verb} by ${whoami()}`;
  const event: RolloutEvent = { type: verb, reason };
  const isOwn = leaseHolder(folder, name) === null;
  const goesOn = isOwn && verb === 'resume' && !isResting(state);
  if (!goesOn && nextState(state, event) === null) throw refused(verb, name, state);
  if (!isOwn) {
    await leaveRequest(folder, name, { request: { verb, reason }, signal: asked.signal });
    return showStatus(name, asked);
  }
  using _lease = takeLease(folder, name);
  const loaded = await loadPlan(file, asked.env);
  if (loaded.digest !== digest && verb !== 'abort')
    throw new UsageError('plan', `${file} has changed since the rollout started: abort it and start anew`);
  const journal = openFor(folder, name);
  if (!goesOn) journal.append({ type: 'event', event, by: whoami() });
  return await goOn(journal, loaded, asked);
}

function refused(verb: string, name: string, { name: state }: RolloutState): UsageError {
  return new UsageError('arguments', `rollout ${verb} ${name} means nothing now: it is ${state}`);
}

async function goOn(
  journal: Journal,
  { plan: { name }, places, options }: LoadedPlan,
  asked: CommandInput,
): Promise<number> {
  const folder = folderOf(asked);
  const state = await runRollout(journal, {
    places,
    measure: ({ share, tolerance, confidence, replicas, signal }) =>
      verify({
        ...options,
        ...{ expect: share, confidence, signal },
        ...(tolerance !== undefined && { tolerance }),
        ...(replicas !== null && { replicas, settleMs: SETTLES_WITHIN_MS }),
      }),
    request: (signal) => nextRequest(folder, name, signal),
    acknowledge: () => acknowledgeRequest(folder, name),
    onRecord: () => (asked.values.quiet ? undefined : tellLast(journal)),
    signal: asked.signal,
    now: Date.now,
    wait: (ms, signal) => wait(ms, undefined, { signal }).catch(() => {}),
  });
  await print(rolloutStatus(known(folder, name).plan, state, false));
  return asked.signal.aborted ? INTERRUPTED : EXIT_CODES[state.name];
}

function tellLast(journal: Journal): void {
  const replayed = replay(journal.records);
  const last = journal.records.at(-1);
  const line =
    replayed === null || last === undefined ? null : rolloutLine(last, replayed.plan, replayed.state);
  if (line !== null) tell(line);
}

async function showStatus(name: string, asked: CommandInput): Promise<number> {
  const folder = folderOf(asked);
  const { plan, state } = known(folder, name);
  const attended = leaseHolder(folder, name) !== null;
  const unattended = !attended && !isResting(state);
  const exitCode = unattended ? UNATTENDED : EXIT_CODES[state.name];
  const { step, reason } = state.context;
  if (asked.values.json)
    await print(
      jsonText({ exitCode, name, state: state.name, step, steps: plan.steps, reason, attended }, 2),
    );
  else await print(rolloutStatus(plan, state, attended));
  return exitCode;
}

async function showLog(name: string, asked: CommandInput): Promise<number> {
  const records = readJournal(folderOf(asked), name);
  known(folderOf(asked), name);
  if (asked.values.json) await print(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  else {
    const lines = records.flatMap((record, index) => {
      const { plan, state } = replay(records.slice(0, index + 1)) as Replayed;
      return rolloutLine(record, plan, state) ?? [];
    });
    await print(lines.join(''));
  }
  return 0;
}

function known(folder: string, name: string): Replayed {
  const replayed = replay(readJournal(folder, name));
  if (replayed !== null) return replayed;
  throw new UsageError('arguments', `there is no rollout called ${quoted(name)} in ${folder}`);
}

function openFor(folder: string, name: string): Journal {
  return openJournal(folder, name, () => new Date());
}

function folderOf({ values }: CommandInput): string {
  return values['state-dir'] ?? '.canary-verify/rollouts';
}

function whoami(): string {
  return `${userInfo().username}@${hostname()}`;
}
