import type { ArmRun } from './diagnose.js';
import type { Expectation } from './expectation.js';
import { shareInterval } from './statistics/share-interval.js';
import { leakBound } from './statistics/zero-leak.js';
import type { ArmTally } from './tally.js';
import type { ArmFigures, ArmVerdict, InstanceCount, Outcome } from './verdict.js';

/** The verdict on one arm, from its counts. */
export function armVerdict(run: ArmRun, errorRate: number, maxFailures: number): ArmVerdict {
  const { expectation, name } = run.plan.arm;
  const { tally } = run;
  return {
    name,
    verdict: outcomeOf(run, maxFailures),
    expected: expectedFigures(expectation),
    share: shareOf(tally),
    interval: intervalOf(run, errorRate),
    requests: tally.requests,
    stable: tally.stable,
    canary: tally.canary,
    unidentified: tally.unidentified,
    failed: tally.failed,
    failures: Object.fromEntries(tally.failures),
    ...byName(tally),
  };
}

function outcomeOf({ decision, tally }: ArmRun, maxFailures: number): Outcome {
  if (decision.outcome !== 'open') return decision.outcome;
  return isUnmeasurable(tally, maxFailures) ? 'unmeasured' : 'undecided';
}

/** More failed or unidentified responses than allowed, or nothing that could be counted at all. */
export function isUnmeasurable(tally: ArmTally, maxFailures: number): boolean {
  const { requests, failed, unidentified, stable, canary } = tally;
  return failed > maxFailures * requests || unidentified > maxFailures * requests || stable + canary === 0;
}

function expectedFigures(expectation: Expectation): ArmFigures['expected'] {
  if (expectation.kind === 'share') return { share: expectation.share, tolerance: expectation.tolerance };
  return { share: expectation.track === 'canary' ? 1 : 0, tolerance: expectation.leak };
}

/** The canary's share of the identified responses; null when there are none. */
export function shareOf({ stable, canary }: ArmTally): number | null {
  return stable + canary === 0 ? null : canary / (stable + canary);
}

/**
 * The shares that the counts leave possible; null when nothing was counted.
 *
 * Failed responses do not widen the interval of an arm that expects one version alone: they are no
 * leak and no proof of none.
 */
export function intervalOf({ plan, tally, decision }: ArmRun, errorRate: number): ArmFigures['interval'] {
  const { expectation } = plan.arm;
  const { stable, canary, unidentified, failed } = tally;
  const { exclusions } = decision;
  if (stable + canary === 0) return null;
  if (expectation.kind === 'only') {
    const leaks = expectation.track === 'canary' ? stable : canary;
    const bound = leakBound(stable + canary, errorRate);
    if (leaks === 0) return expectation.track === 'canary' ? [1 - bound, 1] : [0, bound];
    const band = { share: expectation.track === 'canary' ? 1 : 0, tolerance: expectation.leak };
    return shareInterval(band, { stable, canary, unknown: 0 }, errorRate);
  }
  const { share, tolerance } = expectation;
  const [low, high] = shareInterval(
    expectation,
    { stable, canary, unknown: unidentified + failed },
    errorRate,
  );
  // What an earlier look has excluded stays excluded.
  const mirrored = share > 0.5;
  return [
    (mirrored ? exclusions.upper : exclusions.lower) ? Math.max(low, share - tolerance) : low,
    (mirrored ? exclusions.lower : exclusions.upper) ? Math.min(high, share + tolerance) : high,
  ];
}

function byName(tally: ArmTally): Pick<ArmFigures, 'versions' | 'instances'> {
  const versions = new Map<string, number>();
  const instances = new Map<string, InstanceCount>();
  for (const { origin, track, count } of tally.origins.values()) {
    const version = origin.version ?? origin.service ?? track;
    if (version !== null) versions.set(version, (versions.get(version) ?? 0) + count);
    if (origin.instance === null) continue;
    const counted = instances.get(origin.instance)?.count ?? 0;
    instances.set(origin.instance, { version, track, count: counted + count });
  }
  return { versions: sorted(versions), instances: sorted(instances) };
}

/** By name, with numbers inside names in their own order: `service-v1-2` before `service-v1-10`. */
function sorted<Value>(named: ReadonlyMap<string, Value>): Record<string, Value> {
  const order = new Intl.Collator('en', { numeric: true });
  return Object.fromEntries([...named].sort(([one], [other]) => order.compare(one, other)));
}
