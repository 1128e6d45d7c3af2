import { reasonOf } from '../system/reason.js';
import type { Hands } from './hands.js';
import type { Entry, Journal, JournalRecord } from './journal.js';
import type { PlanStep } from './plan-steps.js';
import type { Replayed } from './replay.js';

/** One state at work. What it does is absolute: done twice it is the same, so a crash in between costs nothing. */
export interface Work {
  journal: Journal;
  hands: Hands;
  /** What the journal said when the state began. */
  known: Replayed;
  /** Aborts when somebody wants something else. */
  signal: AbortSignal;
  /** Runs of `verify` so far. */
  runs: number;
}

/** What happens cannot be remembered: then nothing more is done, neither up nor back. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

/** @throws JournalError */
export async function note({ journal, hands }: Pick<Work, 'journal' | 'hands'>, entry: Entry): Promise<void> {
  let record: JournalRecord;
  try {
    record = await journal.append(entry);
  } catch (error) {
    throw new JournalError(`the journal could not be written: ${reasonOf(error)}`);
  }
  hands.onRecord(record);
}

/** Why a place or the replicas refuse; a journal that cannot be written is no such reason. @throws JournalError */
export function refusalOf(error: unknown): string {
  if (error instanceof JournalError) throw error;
  return reasonOf(error);
}

/** The step at which the rollout is. */
export function stepOf({ known: { plan, state } }: Work): PlanStep {
  return plan.steps[state.context.step] as PlanStep;
}

/** When a time that began with the state is over, on the clock that only passes. */
export function endOf({ known, hands }: Work, ms: number): number {
  // The wall clock alone tells how long it was before a crash, and it may have been set since.
  const passed = Math.min(ms, Math.max(0, hands.now() - known.since));
  return hands.clock() + ms - passed;
}
