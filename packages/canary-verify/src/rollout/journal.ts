import { createHash } from 'node:crypto';
import type { ErrorCount } from '../tally/health-figures.js';
import type { Track } from '../terms/track.js';
import type { ReplicaCounts } from './capacity.js';
import type { RolloutEvent } from './machine.js';
import type { RolloutPlan } from './plan.js';

/** What one run of `verify` found, as far as a decision went by it. */
export interface NotedVerdict {
  verdict: string;
  /** The expected share, and the one that was measured. */
  expected: number;
  share: number | null;
  interval: readonly [number, number] | null;
  requests: number;
  stable: number;
  canary: number;
  failed: number;
  /** Requests of each version, and those of them that failed; null unless both have answered the same kind of request. */
  health: Readonly<Record<Track, ErrorCount>> | null;
  /** Some kind of request reaches the canary more often than it should. */
  over: boolean;
  /** All that speaks against the canary is that it is slow. */
  slow: boolean;
  /** The names of the versions that answered. */
  versions: readonly string[];
  diagnoses: readonly string[];
}

/** A line of the journal, without what every line has. */
export type Entry =
  /** `file`: the plan's, with the digest of what it said. */
  | {
      type: 'started';
      plan: RolloutPlan;
      file: string;
      digest: string;
      by: string;
      /** What tells each place from every other. */
      places: readonly string[];
      /** The replicas at the start; null where the plan does not scale. */
      replicas: ReplicaCounts | null;
      /** What else may set the share, with its place and its cure. */
      remarks: readonly string[];
    }
  /** A place is about to be set, or was set. */
  | { type: 'setting'; share: number }
  | { type: 'set'; places: readonly { place: string; before: string; now: string }[] }
  /** So many replicas are wanted, or so many are ready. */
  | { type: 'scaling' | 'scaled'; track: Track; count: number; before: number }
  | ({ type: 'verdict'; confidence: number } & NotedVerdict)
  | { type: 'event'; event: RolloutEvent; by: string };

/** A line of the journal. */
export type JournalRecord = Entry & {
  v: 1;
  /** From 0. */
  seq: number;
  /** When it was written, for people (ISO 8601). */
  at: string;
  /** The SHA-256 of the line before: shows a line that was lost or changed by mistake. It is no protection from anybody. */
  prev: string;
};

/** The journal of one rollout: it only grows, a JSON document per line. */
export interface Journal {
  readonly records: readonly JournalRecord[];
  /** Resolves when it is stored for good. @throws Error when it cannot be: then nothing may be done. */
  append(entry: Entry): Promise<JournalRecord>;
}

/** A journal over lines that somebody stores. `now`: the wall clock. @throws Error at a line that was lost or changed. */
export function journalOf(
  lines: readonly string[],
  {
    place,
    now,
    store,
  }: { place: string; now: () => Date; store: (line: string, seq: number) => Promise<void> },
): Journal {
  const records = readLines(lines, place);
  let latest = lines.at(-1) ?? '';
  return {
    records,
    async append(entry) {
      const seq = records.length;
      const record: JournalRecord = { v: 1, seq, at: now().toISOString(), prev: hashOf(latest), ...entry };
      const line = JSON.stringify(record);
      await store(line, seq);
      latest = line;
      records.push(record);
      return record;
    },
  };
}

/** Reads the lines of a journal. `place`: where they stand, for people. @throws Error at a line that was lost or changed. */
export function readLines(lines: readonly string[], place: string): JournalRecord[] {
  return lines.map((line, index) => {
    const record = recordIn(line);
    if (record?.seq === index && record.prev === hashOf(lines[index - 1] ?? '')) return record;
    throw new Error(`${place} is broken at line ${index + 1}: a line was lost or changed`);
  });
}

function recordIn(line: string): JournalRecord | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function hashOf(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}
