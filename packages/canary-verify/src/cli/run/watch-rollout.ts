import { setTimeout as wait } from 'node:timers/promises';
import { fitted } from '../../reporters/live-line.js';
import { rolloutEvidence } from '../../reporters/rollout-evidence.js';
import { rolloutLine, stepWords } from '../../reporters/rollout-text.js';
import type { JournalRecord } from '../../rollout/journal.js';
import { isResting } from '../../rollout/machine.js';
import { type Replayed, replay } from '../../rollout/replay.js';
import type { CommandInput } from '../command.js';
import { type LiveText, liveTextOn } from '../live.js';
import { print } from '../output.js';
import { rolloutStore } from '../rollout-store.js';
import { readRollout } from './read-rollout.js';

/** How often the journal is read, in milliseconds. */
const LOOK_AGAIN_MS = 500;

/** Tells all that happens to a rollout until it rests, or nobody runs it. */
export async function watchRollout(name: string, asked: CommandInput): Promise<void> {
  const store = rolloutStore(asked);
  await readRollout(store, name);
  const live = liveTextOn(asked.values);
  let told = 0;
  for (;;) {
    const records = await store.read(name);
    const known = replay(records) as Replayed;
    const lines = records.slice(told).map((_, index) => lineOf(records.slice(0, told + index + 1), asked));
    told = records.length;
    live.clear();
    await print(lines.join(''));
    const over = isResting(known.state) || asked.signal.aborted || (await store.holder(name)) === null;
    if (over) return;
    showNow(live, known, records);
    await wait(LOOK_AGAIN_MS, undefined, { signal: asked.signal }).catch(() => {});
  }
}

function lineOf(records: readonly JournalRecord[], { values }: CommandInput): string {
  return values.json ? `${JSON.stringify(records.at(-1))}\n` : (rolloutLine(records) ?? '');
}

/** The line at the bottom of a terminal. */
function showNow(live: LiveText, { plan, state, since }: Replayed, records: readonly JournalRecord[]): void {
  const seconds = Math.max(0, Math.round((Date.now() - since) / 1_000));
  const parts = [`${state.name} for ${seconds} s`, stepWords(plan, state), ...rolloutEvidence(records)];
  live.show((columns) => fitted(parts, columns));
}
