import { checkReachable, type PlaceNow, ShareError } from '../share/set-share.js';
import { reasonOf } from '../system/reason.js';
import { percent } from '../text/figures.js';
import { UsageError } from '../text/usage-error.js';
import { countReady, type ReplicaCounts } from './capacity.js';
import { findOverload } from './keep-capacity.js';
import { measureStep } from './measure-with-verify.js';
import type { PreparedRollout } from './prepared.js';

/** What there is before a rollout. */
export interface StandsNow {
  shares: readonly PlaceNow[];
  /** Null where the plan does not scale. */
  replicas: ReplicaCounts | null;
}

/**
 * Whether every step can be reached as things are now. Resolves to what there is.
 *
 * @throws UsageError that names the step, or says that the canary has all already; UnreachableShare, ShareError. Nothing has moved.
 */
export async function checkRollout(
  prepared: PreparedRollout,
  signal: AbortSignal,
  begins: 'start' | 'adopt',
): Promise<StandsNow> {
  const { plan, places, capacity } = prepared;
  const shares = await checkReachable(places, plan.steps, signal);
  if (begins === 'start') await checkRoles(prepared, shares, signal);
  if (capacity === null) {
    const asking = plan.steps.findIndex((step) => step.replicas !== null);
    if (asking === -1) return { shares, replicas: null };
    throw new UsageError(
      'plan',
      `step ${asking + 1} of ${plan.name} has replicas, but nothing scales them: add scale`,
    );
  }
  const replicas = await countReady(capacity, signal).catch((error: unknown) => {
    throw new ShareError(`the replicas of ${capacity.name} could not be counted: ${reasonOf(error)}`);
  });
  if (replicas.stable === 0)
    throw new UsageError('plan', `no replica of the stable version is ready in ${capacity.name}`);
  for (const [index, step] of plan.steps.entries()) {
    const overload = findOverload(step, replicas);
    if (overload !== null)
      throw new UsageError('plan', `step ${index + 1} of ${plan.name} asks too much: ${overload}`);
  }
  return { shares, replicas };
}

/** A run that only looks who answers. */
const ROLES = { header: null, share: 0, tolerance: undefined, confidence: 0.99, replicas: null };

/** @throws UsageError where the canary has all requests already; ShareError where the answers of the other slot count as the canary's. */
async function checkRoles(
  { plan, options }: PreparedRollout,
  shares: readonly PlaceNow[],
  signal: AbortSignal,
): Promise<void> {
  if (shares.every(({ share }) => share === 1))
    throw new UsageError(
      'plan',
      `the canary of ${plan.name} has 100 % already, so there is nothing to roll out. For the next release the slots exchange their roles: deploy it to the other slot, and set exchanged to ${!plan.exchanged} in the plan`,
    );
  // Who has just exchanged the roles may have forgotten how the answers are told apart.
  if (!plan.exchanged || shares.some(({ share }) => share !== 0)) return;
  const { verdict, share } = await measureStep(options, { ...ROLES, signal });
  if (verdict === 'differs')
    throw new ShareError(
      `the canary of ${plan.name} has 0 %, but ${percent(share ?? 1)} of the answers count as the canary's: what by, canary and stable say of the answers must fit the exchanged roles as well. Nothing was changed.`,
    );
}
