import type { VerifyOptions } from '../options/options.js';
import { resolveOptions } from '../options/options.js';
import { refuseToldReplicas } from '../share/known-replicas.js';
import { readSharePlaces, type ShareOptions } from '../share/share-options.js';
import { UsageError } from '../text/usage-error.js';
import type { Capacity } from './capacity.js';
import type { JournalRecord } from './journal.js';
import type { StateName } from './machine.js';
import { readPlan } from './plan.js';
import { digestOf } from './plan-file.js';
import type { PlanKeys } from './plan-keys.js';
import { prepared } from './prepared.js';
import { readScale, refuseFixedReplicas, type ScaleKeys, socketsForShare } from './scale-option.js';
import { startRollout } from './start-rollout.js';
import { openStore } from './store/open-store.js';

/** Options of `verify` that would do nothing in a rollout: each step has its own share and its own kinds of request. */
const NOT_IN_A_ROLLOUT: readonly (keyof VerifyOptions)[] = ['expect', 'arms', 'worseRatio'];

/** A rollout for {@link rollOut}. The keys are those of a plan file. */
export interface RolloutOptions extends PlanKeys {
  /** Where the share stands. */
  share: Partial<ShareOptions>;
  /** What runs the replicas: `{ compose: 'shop/web+web-next' }`, or {@link replicasOf} a topology. Default: nothing scales. */
  scale?: ScaleKeys | Capacity;
  /** The options of each run of `verify`, but for the share. `confidence` is that of the whole rollout, `tolerance` of steps without one. */
  verify: Omit<VerifyOptions, 'expect' | 'arms' | 'worseRatio' | 'signal'>;
  /** A folder, or `consul://HOST:PORT/FOLDER`. Default `.canary-verify/rollouts`. */
  state?: string;
  /** Consul's token, if it wants one. */
  consulToken?: string;
  /** Told each record of the journal when it is stored; `records`: that one and all before it. */
  onRecord?(record: JournalRecord, records: readonly JournalRecord[]): void;
  /** Aborting holds the rollout. */
  signal?: AbortSignal;
}

/** How a rollout rests. */
export interface RolloutEnd {
  state: StateName;
  /** Why it is held, stuck or was rolled back; null if it has succeeded. */
  reason: string | null;
}

/**
 * Moves the share step by step, as `canary-verify rollout start` does, and resolves when the rollout rests: `succeeded`,
 * `rolled-back`, `held` or `stuck`.
 *
 * @throws UsageError, UnreachableShare or ShareError before anything has moved; LeaseTaken when another process moves the share.
 *
 * @example
 * import { rollOut } from 'canary-verify/rollout';
 *
 * const { state, reason } = await rollOut({
 *   name: 'shop',
 *   steps: ['10%', '50%'],
 *   share: { setCommand: 'echo {share} > share.txt', getCommand: 'cat share.txt' },
 *   verify: { target: 'http://localhost:48151/version' },
 * });
 * console.log(state, reason);
 */
export async function rollOut(options: RolloutOptions): Promise<RolloutEnd> {
  const { name, steps, exchanged, on, drain, warmUp, share, scale, signal, onRecord } = options;
  const { tolerance, confidence, ...verify } = options.verify;
  const file = 'rollOut()';
  refuseNotInARollout(options.verify);
  const where = { ...NOWHERE, consulToken: options.consulToken, ...share };
  const places = readSharePlaces(socketsForShare(where, scale));
  const haproxyStats = share.haproxyStats ?? [];
  refuseToldReplicas(where, verify);
  refuseFixedReplicas(verify, scale !== undefined);
  resolveOptions({ ...verify, expect: '10%' });
  const { context, name: state } = await startRollout(
    prepared({
      plan: readPlan(
        { name, steps, exchanged, on, drain, warmUp, tolerance, confidence, scales: scale !== undefined },
        file,
      ),
      places,
      capacity: isCapacity(scale) ? scale : readScale(scale, { file, haproxyStats }),
      options: verify,
      file,
      digest: digestOf({ steps, exchanged, on, drain, warmUp, tolerance, confidence }),
    }),
    {
      store: openStore(options.state ?? '.canary-verify/rollouts', options.consulToken),
      signal: signal ?? new AbortController().signal,
      onRecord: (record, records) => onRecord?.(record, records),
    },
  );
  return { state, reason: state === 'succeeded' ? null : context.reason };
}

/** For programs in JavaScript: the type has no such key. */
function refuseNotInARollout(verify: object): void {
  const without = NOT_IN_A_ROLLOUT.find((key) => key in verify);
  if (without === undefined) return;
  throw new UsageError('plan', `rollOut(): verify.${without} does nothing in a rollout: leave it out`);
}

/** No place: what is not given. */
export const NOWHERE: ShareOptions = {
  ...{ haproxyStats: [], map: undefined, mapKey: undefined, mapAll: undefined, mapFile: undefined },
  ...{ weights: undefined, compose: undefined, stack: undefined },
  ...{ consulWeights: undefined, services: undefined, consulKv: undefined },
  ...{ consulAgent: [], consulToken: undefined },
  ...{ setCommand: undefined, getCommand: undefined },
};

function isCapacity(scale: RolloutOptions['scale']): scale is Capacity {
  return typeof scale === 'object' && 'ready' in scale;
}
