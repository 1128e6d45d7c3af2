import { jointEvidence, type KindCounts } from '../statistics/joint-leak-test.js';
import type { Guards } from '../tally/guards.js';
import { leakCounts } from '../tally/leak-counts.js';
import type { ArmState } from './decide.js';

/** The arms of a run. */
interface Arms {
  arms: readonly (ArmState & { guards: Guards })[];
  /** Several requests went over one connection: only the first response on each is a proof. */
  reuse: boolean;
}

/**
 * Whether the arms that are shown together are shown so by what was counted; true for an arm that is shown by itself. One that has
 * matched was shown so together with the others: what is known once stays known.
 */
export function isShownTogether({ plan: { test } }: ArmState, { arms, reuse }: Arms): boolean {
  if (test.kind !== 'only' || test.joint === null) return true;
  const counts: KindCounts[] = [];
  for (const { plan, tally, guards, decision } of arms) {
    if (plan.test.kind !== 'only' || plan.test.joint === null) continue;
    if (decision.outcome === 'matches') return true;
    const { track } = plan.test;
    const { proofs, unknown } = leakCounts(tally, track);
    counts.push({ proofs: reuse ? guards.firsts[track] : proofs, unknown });
  }
  return jointEvidence(test.joint, counts) >= 1;
}
