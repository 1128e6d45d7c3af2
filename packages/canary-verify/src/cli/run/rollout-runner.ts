import { rolloutLine, rolloutStatus } from '../../reporters/rollout-text.js';
import type { JournalRecord } from '../../rollout/journal.js';
import type { RolloutState } from '../../rollout/machine.js';
import type { PreparedRollout } from '../../rollout/prepared.js';
import type { RolloutRun } from '../../rollout/start-rollout.js';
import type { RolloutStore } from '../../rollout/store/store.js';
import type { CommandInput } from '../command.js';
import { INTERRUPTED } from '../interruption.js';
import { print, tell } from '../output.js';

/** How a rollout that rests ends the command. */
export const EXIT_CODES: Readonly<Record<RolloutState['name'], number>> = {
  ...{ succeeded: 0, shifting: 0, verifying: 0, baking: 0, waiting: 0, finishing: 0 },
  ...{ emptying: 0, proving: 0, clearing: 0, 'rolled-back': 1, held: 2, stuck: 3 },
};

/** What a rollout of the command line runs with: each record is a line. */
export function runOf(store: RolloutStore, { signal, values }: CommandInput): RolloutRun {
  return { store, signal, onRecord: values.quiet ? () => {} : tellRecord };
}

function tellRecord(_: JournalRecord, records: readonly JournalRecord[]): void {
  const line = rolloutLine(records);
  if (line !== null) tell(line);
}

/** Prints how a rollout rests. Returns the exit code. */
export async function printEnd(
  { plan }: PreparedRollout,
  state: RolloutState,
  { signal }: CommandInput,
): Promise<number> {
  await print(rolloutStatus({ plan, state, attended: false, evidence: null }));
  return signal.aborted ? INTERRUPTED : EXIT_CODES[state.name];
}
