import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
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
  diagnoses: readonly string[];
}

/** A line of the journal, without what every line has. */
export type Entry =
  /** `file`: the plan's, with the digest of what it said. */
  | { type: 'started'; plan: RolloutPlan; file: string; digest: string; by: string }
  /** A place is about to be set, or was set. */
  | { type: 'setting'; share: number }
  | { type: 'set'; places: readonly { place: string; before: string; now: string }[] }
  | ({ type: 'verdict'; confidence: number } & NotedVerdict)
  | { type: 'event'; event: RolloutEvent; by: string };

export type JournalRecord = Entry & {
  v: 1;
  /** From 0. */
  seq: number;
  /** When it was written, for people (ISO 8601). */
  at: string;
  /** The SHA-256 of the line before: shows a line that was lost or changed by mistake. It is no protection from anybody. */
  prev: string;
};

/** The journal of one rollout: a file that only grows, a JSON document per line. */
export interface Journal {
  readonly records: readonly JournalRecord[];
  /** Returns when it is on the disk. */
  append(entry: Entry): JournalRecord;
}

export function journalFile(folder: string, name: string): string {
  return join(folder, `${name}.jsonl`);
}

/** Opens the journal of a rollout to write on; an empty one if there is none. `now`: the wall clock. */
export function openJournal(folder: string, name: string, now: () => Date): Journal {
  mkdirSync(folder, { recursive: true });
  const file = journalFile(folder, name);
  const { records, lines, wholeBytes } = readLines(textOf(file), file);
  if (existsSync(file)) truncateSync(file, wholeBytes);
  return {
    records,
    append(entry) {
      const prev = hashOf(lines.at(-1) ?? '');
      const record: JournalRecord = { v: 1, seq: records.length, at: now().toISOString(), prev, ...entry };
      const line = JSON.stringify(record);
      appendWhole(file, `${line}\n`);
      lines.push(line);
      records.push(record);
      return record;
    },
  };
}

/** Reads a journal. @throws Error at a line that was lost or changed. */
export function readJournal(folder: string, name: string): JournalRecord[] {
  const file = journalFile(folder, name);
  return readLines(textOf(file), file).records;
}

interface Lines {
  records: JournalRecord[];
  lines: string[];
  /** The length without a last line that a crash has torn. */
  wholeBytes: number;
}

function readLines(text: string, file: string): Lines {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole.split('\n').slice(0, -1);
  const records = lines.map((line, index) => {
    const record = recordIn(line);
    if (record?.seq === index && record.prev === hashOf(lines[index - 1] ?? '')) return record;
    throw new Error(`${file} is broken at line ${index + 1}: a line was lost or changed`);
  });
  return { records, lines, wholeBytes: Buffer.byteLength(whole) };
}

function recordIn(line: string): JournalRecord | null {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function hashOf(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}

function appendWhole(file: string, text: string): void {
  const descriptor = openSync(file, 'a');
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
