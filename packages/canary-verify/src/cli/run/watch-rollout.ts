import { setTimeout as wait } from 'node:timers/promises';
import { rolloutLine } from '../../reporters/rollout-text.js';
import type { JournalRecord } from '../../rollout/journal.js';
import { isResting } from '../../rollout/machine.js';
import { type Replayed, replay } from '../../rollout/replay.js';
import type { CommandInput } from '../command.js';
import { print } from '../output.js';
import { RolloutLive } from '../rollout-live.js';
import { rolloutStore } from '../rollout-store.js';
import { readRollout } from './read-rollout.js';

/** How often the journal is read, in milliseconds. */
const LOOK_AGAIN_MS = 500;

/** Tells all that happens to a rollout until it rests, or nobody runs it. */
export async function watchRollout(name: string, asked: CommandInput): Promise<void> {
  const store = rolloutStore(asked);
  await readRollout(store, name);
  using live = new RolloutLive(asked.values);
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
    live.update(records);
    await wait(LOOK_AGAIN_MS, undefined, { signal: asked.signal }).catch(() => {});
  }
}

function lineOf(records: readonly JournalRecord[], { values }: CommandInput): string {
  return values.json ? `${JSON.stringify(records.at(-1))}\n` : (rolloutLine(records) ?? '');
}
