import { LeaseTaken } from '../../rollout/store/store.js';
import { JournalError } from '../../rollout/work.js';
import { ShareError, UnreachableShare } from '../../share/set-share.js';
import { nearest } from '../../text/nearest.js';
import { printable } from '../../text/printable.js';
import { quoted, UsageError } from '../../text/usage-error.js';
import type { CommandInput } from '../command.js';
import { tell } from '../output.js';
import { adopt, say, start } from './rollout-acts.js';
import { showLog, showPlan, showStatus } from './rollout-shows.js';

const NOT_READ = 3;
const WRONG_USAGE = 4;
const NOT_WRITTEN = 70;

type Act = (what: string, asked: CommandInput) => Promise<number>;

const VERBS: Readonly<Record<string, Act>> = {
  plan: showPlan,
  start,
  adopt,
  status: showStatus,
  promote: (name, asked) => say('promote', name, asked),
  pause: (name, asked) => say('pause', name, asked),
  resume: (name, asked) => say('resume', name, asked),
  abort: (name, asked) => say('abort', name, asked),
  undo: (name, asked) => say('undo', name, asked),
  log: showLog,
};

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
    if (!(error instanceof ShareError || error instanceof LeaseTaken || error instanceof JournalError))
      throw error;
    tell(`canary-verify: ${printable(error.message, 1_000)}\n`);
    if (error instanceof JournalError) return NOT_WRITTEN;
    return error instanceof UnreachableShare || error instanceof LeaseTaken ? WRONG_USAGE : NOT_READ;
  }
}
