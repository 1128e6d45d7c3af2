import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Journal, journalOf, readLines } from '../journal.js';
import { holderOf, rightToRun, rightToSet, takeRights } from './local-lease.js';
import type { Lease, Leased, RolloutRequest, RolloutStore } from './store.js';

/** How often a runner looks for a request, and whoever asks for its answer, in milliseconds. */
const LOOK_AGAIN_MS = 100;

/** A folder on the disk of this machine. `now`: the wall clock. */
export function localStore(folder: string, now: () => Date): RolloutStore {
  return {
    place: folder,
    read: async (name) => {
      const file = journalFile(folder, name);
      return readLines(wholeLines(file).lines, file);
    },
    holder: async (name) => holderOf(rightToRun(folder, name)),
    take: async (leased) => takeLease(folder, leased, now),
    ask: (name, request, signal) => leaveRequest(requestFile(folder, name), request, signal),
  };
}

function takeLease(folder: string, { name, places }: Leased, now: () => Date): Lease {
  mkdirSync(folder, { recursive: true });
  const held = takeRights([
    rightToRun(folder, name),
    ...[...places].sort().map((place) => rightToSet(folder, place)),
  ]);
  const request = requestFile(folder, name);
  const journal = async () => openJournal(journalFile(folder, name), now);
  return {
    lost: new AbortController().signal,
    journal,
    async beginAnew() {
      const { records } = await journal();
      // Kept under the time at which it started.
      const at = records[0]?.at.replaceAll(/[:.]/g, '-');
      if (at !== undefined) renameSync(journalFile(folder, name), journalFile(folder, `${name}.${at}`));
      return await journal();
    },
    nextRequest: (signal) => nextRequest(request, signal),
    acknowledge: async () => rmSync(request, { force: true }),
    [Symbol.asyncDispose]: async () => held[Symbol.dispose](),
  };
}

export function journalFile(folder: string, name: string): string {
  return join(folder, `${name}.jsonl`);
}

function requestFile(folder: string, name: string): string {
  return join(folder, `${name}.request`);
}

function openJournal(file: string, now: () => Date): Journal {
  const { lines, bytes } = wholeLines(file);
  const store = async (line: string) => appendWhole(file, `${line}\n`);
  const journal = journalOf(lines, { place: file, now, store });
  if (existsSync(file)) truncateSync(file, bytes);
  return journal;
}

/** The lines, and their length in bytes: without a last one that a crash has torn. */
function wholeLines(file: string): { lines: string[]; bytes: number } {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return { lines: whole.split('\n').slice(0, -1), bytes: Buffer.byteLength(whole) };
}

function appendWhole(file: string, text: string): void {
  // A plan may name headers that open doors.
  const descriptor = openSync(file, 'a', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

async function leaveRequest(file: string, request: RolloutRequest, signal: AbortSignal): Promise<boolean> {
  const written = `${file}.${process.pid}`;
  writeFileSync(written, JSON.stringify(request));
  renameSync(written, file);
  while (existsSync(file)) {
    if (signal.aborted) {
      // Whoever acts later must not do what nobody waits for any more.
      rmSync(file, { force: true });
      return false;
    }
    await wait(LOOK_AGAIN_MS, null, { signal }).catch(() => {});
  }
  return true;
}

async function nextRequest(file: string, signal: AbortSignal): Promise<RolloutRequest | null> {
  while (!signal.aborted) {
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
    await wait(LOOK_AGAIN_MS, null, { signal }).catch(() => {});
  }
  return null;
}
