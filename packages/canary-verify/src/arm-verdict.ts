import type { ArmRun } from './arm-run.js';
import type { Expectation } from './expectation.js';
import { healthOf } from './health.js';
import type { ResolvedOptions } from './options.js';
import { lonelyReplica } from './replicas.js';
import { shareInterval } from './statistics/share-interval.js';
import type { Band, Counts, Exclusions } from './statistics/split-test.js';
import { leakBound } from './statistics/zero-leak.js';
import type { ArmTally } from './tally.js';
import type { ArmFigures, ArmVerdict, InstanceCount, Outcome, VersionFigures } from './verdict.js';

/** The verdict on one arm, from its counts. */
export function armVerdict(run: ArmRun, errorRate: number, options: ResolvedOptions): ArmVerdict {
  const { expectation, name } = run.plan.arm;
  const { tally } = run;
  return {
    name,
    verdict: outcomeOf(run, options),
    expected: expectedFigures(expectation),
    share: shareOf(tally),
    interval: intervalOf(run, errorRate),
    requests: tally.requests,
    stable: tally.stable,
    canary: tally.canary,
    unidentified: tally.unidentified,
    failed: tally.failed,
    failures: Object.fromEntries(tally.failures),
    shares: versionFigures(run, errorRate),
    health: healthOf(run.health),
    ...byName(tally),
  };
}

function outcomeOf(
  { decision, tally, guards }: ArmRun,
  { maxFailures, replicas, signal }: ResolvedOptions,
): Outcome {
  // A proxy that keeps this client with one replica says nothing about the others.
  if (decision.outcome === 'differs' && lonelyReplica(tally, replicas) !== null) return 'unmeasured';
  if (decision.outcome !== 'open') return decision.outcome;
  // Who ends a run before its first response has shown nothing about the target.
  if (signal.aborted && tally.requests === 0) return 'undecided';
  return guards.pinned || isUnmeasurable(tally, maxFailures) ? 'unmeasured' : 'undecided';
}

/** More failed or unidentified responses than allowed, or nothing that could be counted at all. */
export function isUnmeasurable(tally: ArmTally, maxFailures: number): boolean {
  const { requests, failed, unidentified, stable, canary } = tally;
  return failed > maxFailures * requests || unidentified > maxFailures * requests || stable + canary === 0;
}

function expectedFigures(expectation: Expectation): ArmFigures['expected'] {
  if (expectation.kind === 'only')
    return { share: expectation.track === 'canary' ? 1 : 0, tolerance: expectation.leak };
  const { share, tolerance } = canaryBand(expectation);
  return { share, tolerance };
}

/** Of several versions all but the first count as canary. */
function canaryBand(expectation: Exclude<Expectation, { kind: 'only' }>): Band {
  if (expectation.kind === 'share') return expectation;
  const { share, tolerance } = expectation.versions[0] as Band;
  return { share: 1 - share, tolerance };
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
  if (stable + canary === 0) return null;
  if (expectation.kind === 'only') {
    const leaks = expectation.track === 'canary' ? stable : canary;
    const bound = leakBound(stable + canary, errorRate);
    if (leaks === 0) return expectation.track === 'canary' ? [1 - bound, 1] : [0, bound];
    const band = { share: expectation.track === 'canary' ? 1 : 0, tolerance: expectation.leak };
    return shareInterval(band, { stable, canary, unknown: 0 }, errorRate);
  }
  const counts = { stable, canary, unknown: unidentified + failed };
  if (expectation.kind === 'share')
    return keptInterval(expectation, counts, errorRate, decision.exclusions[0]);
  return shareInterval(canaryBand(expectation), counts, errorRate);
}

/** What an earlier look has excluded stays excluded. */
function keptInterval(
  band: Band,
  counts: Counts,
  errorRate: number,
  exclusions: Exclusions = { upper: false, lower: false },
): [low: number, high: number] {
  const { share, tolerance } = band;
  const [low, high] = shareInterval(band, counts, errorRate);
  const mirrored = share > 0.5;
  return [
    (mirrored ? exclusions.upper : exclusions.lower) ? Math.max(low, share - tolerance) : low,
    (mirrored ? exclusions.lower : exclusions.upper) ? Math.min(high, share + tolerance) : high,
  ];
}

function versionFigures({ plan, tally, decision }: ArmRun, errorRate: number): VersionFigures[] {
  const { expectation } = plan.arm;
  if (expectation.kind !== 'versions') return [];
  const identified = tally.stable + tally.canary;
  const unknown = tally.unidentified + tally.failed;
  return expectation.versions.map(({ version, ...band }, index) => {
    const requests = tally.named[index] ?? 0;
    const counts = { canary: requests, stable: identified - requests, unknown };
    return {
      version,
      expected: band,
      share: identified === 0 ? null : requests / identified,
      interval: identified === 0 ? null : keptInterval(band, counts, errorRate, decision.exclusions[index]),
      requests,
    };
  });
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
