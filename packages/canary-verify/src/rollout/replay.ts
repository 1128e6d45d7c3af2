import type { JournalRecord } from './journal.js';
import { firstState, nextState, type RolloutState } from './machine.js';
import { type RolloutPlan, stepsOf } from './plan.js';

/** What a journal says. */
export interface Replayed {
  plan: RolloutPlan;
  /** The plan's file, and the digest of what it said at the start. */
  file: string;
  digest: string;
  state: RolloutState;
  /** Runs of `verify` so far. */
  verdicts: number;
  /** When the step's traffic had its share first, in milliseconds since 1970; null if it has not yet. */
  passedAt: number | null;
}

/** The rollout that a journal tells of; null if it has not started. Pure. @throws Error when an event fits no state. */
export function replay(records: readonly JournalRecord[]): Replayed | null {
  const [started, ...others] = records;
  if (started?.type !== 'started') return null;
  const { plan, file, digest } = started;
  let [state, verdicts, passedAt] = [firstState(stepsOf(plan)), 0, null as number | null];
  for (const record of others) {
    if (record.type === 'verdict') verdicts++;
    if (record.type !== 'event') continue;
    const next = nextState(state, record.event);
    if (next === null)
      throw new Error(
        `line ${record.seq + 1} of the journal: ${record.event.type} does not fit ${state.name}`,
      );
    if (record.event.type === 'passed') passedAt = Date.parse(record.at);
    state = next;
  }
  return { plan, file, digest, state, verdicts, passedAt };
}
