import { rolloutLine, rolloutStatus } from '../../reporters/rollout-text.js';
import type { JournalRecord } from '../../rollout/journal.js';
import type { RolloutState } from '../../rollout/machine.js';
import type { PreparedRollout } from '../../rollout/prepared.js';
import type { RolloutRun } from '../../rollout/start-rollout.js';
import type { RolloutStore } from '../../rollout/store/store.js';
import { wantsLiveLine } from '../colours.js';
import type { CommandInput } from '../command.js';
import { INTERRUPTED } from '../interruption.js';
import { print, tell } from '../output.js';
import { RolloutLive } from '../rollout-live.js';

/** How a rollout that rests ends the command. */
export const EXIT_CODES: Readonly<Record<RolloutState['name'], number>> = {
  ...{ succeeded: 0, shifting: 0, verifying: 0, baking: 0, waiting: 0, finishing: 0 },
  ...{ emptying: 0, proving: 0, clearing: 0, 'rolled-back': 1, held: 2, stuck: 3 },
};

/** A rollout as the command line runs it; what it shows on a terminal ends with it. */
export interface ToldRollout extends Disposable {
  prepared: PreparedRollout;
  run: RolloutRun;
}

/** Each record is a line, and a terminal shows below where the rollout stands and how far a run of `verify` has come. */
export function toldOn(
  prepared: PreparedRollout,
  store: RolloutStore,
  { signal, values }: CommandInput,
): ToldRollout {
  const live = new RolloutLive(values);
  const tellRecord = (_: JournalRecord, records: readonly JournalRecord[]) => {
    live.clear();
    const line = rolloutLine(records);
    if (line !== null) tell(line);
    live.update(records);
  };
  const shows = wantsLiveLine() && !values.quiet;
  const options = { ...prepared.options, ...(shows && { onProgress: live.progress }) };
  return {
    prepared: { ...prepared, options },
    run: { store, signal, onRecord: values.quiet ? () => {} : tellRecord },
    [Symbol.dispose]: () => live[Symbol.dispose](),
  };
}

/** Prints how a rollout rests. Returns the exit code. */
export async function printEnd(
  { plan }: PreparedRollout,
  state: RolloutState,
  { signal }: CommandInput,
): Promise<number> {
  await print(rolloutStatus({ plan, state, attended: false, evidence: [] }));
  return signal.aborted ? INTERRUPTED : EXIT_CODES[state.name];
}
