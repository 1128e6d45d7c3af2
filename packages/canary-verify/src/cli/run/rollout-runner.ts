import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { VerifyOptions } from '../../options/options.js';
import { headersName } from '../../options/request-headers.js';
import { rolloutLine, rolloutStatus } from '../../reporters/rollout-text.js';
import type { Measuring } from '../../rollout/hands.js';
import type { Journal } from '../../rollout/journal.js';
import type { RolloutState } from '../../rollout/machine.js';
import { replay } from '../../rollout/replay.js';
import { runRollout } from '../../rollout/run-rollout.js';
import type { Lease } from '../../rollout/store/store.js';
import { deadline } from '../../system/deadline.js';
import type { Verdict } from '../../verdict/verdict.js';
import { verify } from '../../verify.js';
import type { CommandInput } from '../command.js';
import { INTERRUPTED } from '../interruption.js';
import { print, tell } from '../output.js';
import type { LoadedPlan } from '../rollout-plan.js';

/** How a rollout that rests ends the command. */
export const EXIT_CODES: Readonly<Record<RolloutState['name'], number>> = {
  ...{ succeeded: 0, shifting: 0, verifying: 0, baking: 0, waiting: 0, finishing: 0 },
  ...{ emptying: 0, proving: 0, clearing: 0, 'rolled-back': 1, held: 2, stuck: 3 },
};

/** How long Consul and HAProxy may take to carry out a change of replicas, in milliseconds. */
const SETTLES_WITHIN_MS = 30_000;

/** Goes on with a rollout that this process may act for, until it rests. Returns the exit code. */
export async function goOn(
  { lease, journal }: { lease: Lease; journal: Journal },
  loaded: LoadedPlan,
  { signal, values }: CommandInput,
): Promise<number> {
  // Whoever has lost the lease does nothing more.
  using until = deadline(signal, 2 ** 31 - 1);
  lease.lost.addEventListener('abort', until.abort, { once: true });
  const state = await runRollout(journal, {
    places: loaded.places,
    capacity: loaded.capacity,
    measure: (measuring) => measureStep(loaded.options, measuring),
    request: (ended) => lease.nextRequest(ended),
    acknowledge: () => lease.acknowledge(),
    onRecord: () => (values.quiet ? undefined : tellLast(journal)),
    signal: until.signal,
    now: Date.now,
    clock: () => performance.now(),
    wait: (ms, ended) => wait(ms, undefined, { signal: ended }).catch(() => {}),
  });
  await print(rolloutStatus(loaded.plan, state, false));
  return signal.aborted ? INTERRUPTED : EXIT_CODES[state.name];
}

function measureStep(
  { tolerance: usual, ...options }: VerifyOptions,
  { header, share, tolerance: own, confidence, replicas, signal }: Measuring,
): Promise<Verdict> {
  const tolerance = own ?? usual;
  const common = { ...options, confidence, signal };
  if (header !== null)
    return verify({
      ...common,
      arms: [
        { name: headersName([header]), headers: [header], expect: '100%' },
        { name: 'all others', expect: '0%' },
      ],
    });
  return verify({
    ...common,
    expect: share,
    ...(tolerance !== undefined && share > 0 && share < 1 && { tolerance }),
    ...(replicas !== null && { replicas, settleMs: SETTLES_WITHIN_MS }),
  });
}

/** Tells what the last record says. */
export function tellLast(journal: Journal): void {
  const replayed = replay(journal.records);
  const last = journal.records.at(-1);
  const line =
    replayed === null || last === undefined ? null : rolloutLine(last, replayed.plan, replayed.state);
  if (line !== null) tell(line);
}
