import type { ArmRun } from '../decide/arm-run.js';
import type { Run } from '../decide/run.js';
import { errorLimitAnswer } from '../tally/health-figures.js';
import { isMarkedWorse } from '../tally/marked-failures.js';
import type { Diagnosis } from './diagnosis.js';
import type { ArmVerdict } from './verdict.js';

export function diagnoseHealth({ name: arm, health }: ArmVerdict): Diagnosis[] {
  if (health === null) return [];
  const { stable, canary } = health.latency;
  return (['errors', 'latency'] as const)
    .filter((what) => health[what].verdict === 'worse')
    .map((what) => ({
      kind: 'canary-worse',
      arm,
      what,
      oddsRatio: health[what].oddsRatio,
      slowest: stable === null || canary === null ? null : { stable: stable.p90, canary: canary.p90 },
      replicas: health.canaryReplicas,
      stable: health.errors.stable,
      canary: health.errors.canary,
    }));
}

export function diagnoseErrorLimit({ plan, health }: ArmRun): Diagnosis[] {
  if (plan.errorLimit === null) return [];
  const answer = errorLimitAnswer(health, plan.errorLimit);
  const { limit } = plan.errorLimit;
  const { unknown } = health;
  const facts = { arm: plan.arm.name, failed: health.failed.canary, requests: health.requests.canary, limit };
  if (answer === 'above') return [{ kind: 'errors-above-limit', ...facts }];
  return answer === 'undecided' ? [{ kind: 'errors-open', ...facts, unknown }] : [];
}

/** A marked request that reached the stable version may have failed there. */
export function diagnoseMarked(run: Run): Diagnosis[] {
  if (run.marked === null || !isMarkedWorse(run.marked)) return [];
  const { canary, stable } = run.marked.arms;
  const [marked, others] = [run.armAt(canary), run.armAt(stable)];
  if (marked.tally.stable + marked.tally.failedBy.stable > 0) return [];
  const counts = ({ tally: { requests, failed } }: ArmRun) => ({ requests, failed });
  return [
    {
      ...{ kind: 'marked-requests-fail', arm: marked.plan.arm.name, beside: others.plan.arm.name },
      ...{ marked: counts(marked), others: counts(others) },
    },
  ];
}
