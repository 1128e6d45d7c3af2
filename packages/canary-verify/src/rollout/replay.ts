import type { ReplicaCounts } from './capacity.js';
import type { JournalRecord } from './journal.js';
import { firstState, nextState, type RolloutState } from './machine.js';
import { type RolloutPlan, stepsOf } from './plan.js';

/** What a journal says. */
export interface Replayed {
  plan: RolloutPlan;
  /** The plan's file, and the digest of what it said at the start. */
  file: string;
  digest: string;
  /** The places that it moves, by their identities. */
  places: readonly string[];
  state: RolloutState;
  /** Runs of `verify` so far. */
  verdicts: number;
  /** The versions that have answered so far, by their names. */
  versions: ReadonlySet<string>;
  /** When it came into this state, in milliseconds since 1970. */
  since: number;
  /** The replicas at the start; null where the plan does not scale. */
  replicas: ReplicaCounts | null;
  /** The stable version may have fewer replicas than at the start, because the rollout took some away. */
  stableIsLower: boolean;
}

/** The rollout that a journal tells of; null if it has not started. Pure. @throws Error when an event fits no state. */
export function replay(records: readonly JournalRecord[]): Replayed | null {
  const [started, ...others] = records;
  if (started?.type !== 'started') return null;
  const { plan, file, digest, places, replicas } = started;
  let [state, verdicts, since, stableIsLower] = [firstState(stepsOf(plan)), 0, Date.parse(started.at), false];
  const versions = new Set<string>();
  for (const record of others) {
    if (record.type === 'verdict') {
      verdicts++;
      for (const version of record.versions) versions.add(version);
    }
    if ((record.type === 'scaling' || record.type === 'scaled') && record.track === 'stable')
      stableIsLower = record.type === 'scaling' || record.count < (replicas?.stable ?? 0);
    if (record.type !== 'event') continue;
    const next = nextState(state, record.event);
    if (next === null)
      throw new Error(
        `line ${record.seq + 1} of the journal: ${record.event.type} does not fit ${state.name}`,
      );
    since = Date.parse(record.at);
    state = next;
  }
  return { plan, file, digest, places, state, verdicts, versions, since, replicas, stableIsLower };
}
