import type { JournalRecord } from '../rollout/journal.js';
import type { RolloutState } from '../rollout/machine.js';
import type { RolloutPlan } from '../rollout/plan.js';
import { type Replayed, replay } from '../rollout/replay.js';
import { stepWords } from './rollout-text.js';

/** One run of a rollout, and what followed from it. */
export interface CourseRun {
  /** Since the start, in milliseconds. */
  elapsedMs: number;
  /** "step 2 of 4 (10 %)". */
  where: string;
  /** It was about marked requests, and its share is that of those. */
  marked: boolean;
  verdict: Extract<JournalRecord, { type: 'verdict' }>;
  /** What was done then, with the rule: "goes on", "goes back: the canary is worse". */
  followed: string;
}

/** A share that was set, and when. */
export interface CourseShare {
  elapsedMs: number;
  share: number;
}

/** A rollout as it went, for reports that show it whole. */
export interface RolloutCourse {
  plan: RolloutPlan;
  state: RolloutState;
  startedAt: string;
  /** The time of the last record, since the start, in milliseconds. */
  durationMs: number;
  shares: readonly CourseShare[];
  runs: readonly CourseRun[];
}

/** What the records of a journal tell; null if there is no rollout. Pure. */
export function rolloutCourse(records: readonly JournalRecord[]): RolloutCourse | null {
  const known = replay(records);
  const [first] = records;
  if (known === null || first === undefined) return null;
  const since = (record: JournalRecord) => Date.parse(record.at) - Date.parse(first.at);
  const runs = records.flatMap((record, index) => {
    const before = replay(records.slice(0, index));
    if (record.type !== 'verdict' || before === null) return [];
    const where = stepWords(before.plan, before.state);
    const marked = before.state.name === 'verifying' && isMarked(before);
    const followed = followedBy(records[index + 1]);
    return [{ elapsedMs: since(record), where, marked, verdict: record, followed }];
  });
  // A share stands from when it was set, not from when that was tried.
  const shares = records.flatMap((record, index) => {
    const before = records[index - 1];
    return record.type === 'set' && before?.type === 'setting'
      ? [{ elapsedMs: since(record), share: before.share }]
      : [];
  });
  const durationMs = since(records.at(-1) ?? first);
  return { plan: known.plan, state: known.state, startedAt: first.at, durationMs, shares, runs };
}

function isMarked({ plan, state }: Replayed): boolean {
  return plan.steps[state.context.step]?.header != null;
}

function followedBy(next: JournalRecord | undefined): string {
  if (next?.type === 'verdict') return 'measured again';
  if (next?.type !== 'event') return '';
  const { event } = next;
  const because = 'reason' in event ? `: ${event.reason}` : '';
  if (event.type === 'roll-back' || event.type === 'abort') return `goes back${because}`;
  if (['hold', 'drifted', 'pause'].includes(event.type)) return `held${because}`;
  return event.type === 'failed' ? `stuck${because}` : 'goes on';
}
