import type { ArmDecision } from './decide.js';
import type { Diagnosis } from './diagnosis.js';
import type { Track } from './expectation.js';
import type { ArmPlan } from './plan.js';
import type { ArmTally, Tally } from './tally.js';
import type { ArmVerdict } from './verdict.js';

/** One arm when its sampling is over. */
export interface ArmRun {
  plan: ArmPlan;
  tally: ArmTally;
  decision: ArmDecision;
}

/** What the counts of one arm say beyond its verdict. */
export function diagnoseArm(
  { plan, tally, decision }: ArmRun,
  verdict: ArmVerdict,
  maxFailures: number,
): Diagnosis[] {
  const arm = verdict.name;
  const { requests, failed, unidentified } = tally;
  const found: Diagnosis[] = [];
  if (verdict.verdict === 'unmeasured') {
    if (failed > maxFailures * requests)
      found.push({ kind: 'too-many-failures', arm, failed, requests, limit: maxFailures });
    if (unidentified > maxFailures * requests)
      found.push({
        kind: 'unidentified',
        arm,
        unidentified,
        requests,
        versions: Object.keys(verdict.versions),
      });
  }
  if (verdict.verdict === 'undecided') {
    found.push({ kind: 'still-open', arm, requests, open: openBoundaries(plan, decision) });
  }
  if (verdict.verdict === 'differs') found.push(...diagnoseDifference({ plan, tally, decision }, arm));
  return found;
}

function openBoundaries({ test }: ArmPlan, { exclusions }: ArmDecision): ('lower' | 'upper')[] {
  if (test.kind === 'only') return [];
  return (['lower', 'upper'] as const).filter((boundary) => !exclusions[boundary]);
}

function diagnoseDifference({ plan, tally }: ArmRun, arm: string): Diagnosis[] {
  const { expectation } = plan.arm;
  if (expectation.kind === 'only')
    return [leak(tally, arm, expectation.track === 'canary' ? 'stable' : 'canary')];
  if (tally.canary === 0) return [{ kind: 'never-seen', arm, track: 'canary' }];
  if (tally.stable === 0) return [{ kind: 'never-seen', arm, track: 'stable' }];
  const stable = replicas(tally, 'stable');
  const canary = replicas(tally, 'canary');
  const byReplicas = canary / (stable + canary);
  const measured = tally.canary / (tally.canary + tally.stable);
  // Within a sixth of itself: enough to name a suspicion, which the text words as one.
  if (!(Math.abs(measured - byReplicas) <= byReplicas / 6)) return [];
  return [{ kind: 'follows-replicas', arm, stable, canary, expected: expectation.share }];
}

function leak(tally: ArmTally, arm: string, track: Track): Diagnosis {
  const entry = [...tally.origins.values()].find((one) => one.track === track);
  const { instance = null, version = null } = entry?.origin ?? {};
  return { kind: 'leak', arm, track, leaks: tally[track], instance, version };
}

function replicas(tally: ArmTally, track: Track): number {
  const instances = [...tally.origins.values()].filter(
    (one) => one.track === track && one.origin.instance !== null,
  );
  return new Set(instances.map((one) => one.origin.instance)).size;
}

/** Says which version was taken for the canary when nobody had said it. */
export function diagnoseComparison({ canaryVersion, trackless }: Tally): Diagnosis[] {
  if (canaryVersion === null) return [];
  const stable = [...trackless].find((version) => version !== canaryVersion);
  return stable === undefined ? [] : [{ kind: 'compared-versions', canary: canaryVersion, stable }];
}
