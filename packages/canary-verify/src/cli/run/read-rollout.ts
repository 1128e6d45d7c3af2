import { type Replayed, replay } from '../../rollout/replay.js';
import type { RolloutStore } from '../../rollout/store/store.js';
import { quoted, UsageError } from '../../text/usage-error.js';

/** What the journal of a rollout says. @throws UsageError when there is no such rollout. */
export async function readRollout(store: RolloutStore, name: string): Promise<Replayed> {
  const replayed = replay(await store.read(name));
  if (replayed !== null) return replayed;
  throw new UsageError('arguments', `there is no rollout called ${quoted(name)} in ${store.place}`);
}
