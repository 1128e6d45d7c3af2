import type { ArmRun } from '../decide/arm-run.js';
import { agreeingInterval, canaryShareOf, intervalOf } from '../decide/interval.js';
import type { Run } from '../decide/run.js';
import { unseenValues } from '../decide/unseen-values.js';
import type { ResolvedOptions } from '../options/options.js';
import { shownHeaders } from '../options/request-headers.js';
import { isCached } from '../tally/caches.js';
import { seemsInBursts } from '../tally/guards.js';
import { healthOf } from '../tally/health-figures.js';
import { loneVersion } from '../tally/lone-version.js';
import { distinctReplicas, isWithoutReplicas, lonelyReplica } from '../tally/seen-replicas.js';
import type { ArmTally } from '../tally/tally.js';
import { sorted } from '../text/sorted.js';
import { addressFigures } from './address-figures.js';
import { expectedFigures } from './expected-figures.js';
import { secondHopFigures } from './second-hop-figures.js';
import {
  type ArmFigures,
  type ArmVerdict,
  type InstanceCount,
  type Outcome,
  type VersionFigures,
  worst,
} from './verdict.js';

/** The verdict on one arm of a run, from its counts. */
export function armVerdict(arm: ArmRun, run: Run, options: ResolvedOptions): ArmVerdict {
  const { attempt, hops } = run;
  const { errorRate } = attempt;
  const firstHop = outcomeOf(arm, run, options);
  const secondHop = secondHopFigures(arm, hops, { firstHop, errorRate, options });
  const { name, headers, rule } = arm.plan.arm;
  return {
    name,
    verdict: secondHop === null ? firstHop : worst([firstHop, secondHop.verdict]),
    headers: shownHeaders(headers),
    rule,
    ...firstHopFigures(arm, attempt),
    secondHop,
  };
}

function firstHopFigures(
  run: ArmRun,
  { errorRate, addresses }: Run['attempt'],
): Omit<ArmFigures, 'secondHop'> {
  const { expectation } = run.plan.arm;
  const { tally } = run;
  return {
    expected: expectedFigures(expectation),
    together: expectation.kind === 'only' ? expectation.together : null,
    share: canaryShareOf(tally),
    interval: intervalOf(run, errorRate),
    requests: tally.requests,
    stable: tally.stable,
    canary: tally.canary,
    unidentified: tally.unidentified,
    statuses: Object.fromEntries(tally.statuses),
    failed: tally.failed,
    connections: run.connections.count,
    failures: Object.fromEntries(tally.failures),
    shares: versionFigures(run, errorRate),
    addresses: addressFigures(run, addresses, errorRate),
    addressesDisagree: run.byAddress.unlike,
    health: healthOf(run.health, run.plan.errorLimit, areMixed(run)),
    ...byName(tally),
  };
}

/** Whether both versions answer at the same times: nothing shows that responses depend on the time or on those before them. */
function areMixed({ guards, inTime }: ArmRun): boolean {
  // A run that ends because its share changed may end before bursts are shown.
  const perhaps = guards.drifted !== null && seemsInBursts(guards);
  return !guards.dependent && !perhaps && inTime?.alikeWithinMs == null;
}

function outcomeOf(arm: ArmRun, run: Run, options: ResolvedOptions): Outcome {
  const { plan, decision, tally, guards } = arm;
  const { maxFailures, replicas, signal, rules } = options;
  // The option is wrong, so it is not known which version answered.
  if (tally.requests > 0 && unseenValues(run.arms, rules).some(({ voids }) => voids)) return 'unmeasured';
  // A leak is one from wherever it comes; all else that a cache has answered shows nothing of the split.
  const leaks = plan.test.kind === 'only' && decision.outcome === 'differs';
  if (isCached(arm.caches) && !leaks) return 'unmeasured';
  if (decision.outcome !== 'open' && !leaks && isKept(arm, options)) return 'unmeasured';
  // A proxy that keeps this client with one replica says nothing about the others.
  if (decision.outcome === 'differs' && lonelyReplica(tally, replicas) !== null) return 'unmeasured';
  // The replicas were asked for, and no response says which of them it came from.
  if (decision.outcome === 'matches' && replicas !== null && isWithoutReplicas(tally)) return 'unmeasured';
  if (decision.outcome !== 'open') return decision.outcome;
  // A run that was ended before its first response shows nothing about the target.
  if (signal.aborted && tally.requests === 0) return 'undecided';
  // One version answered all kinds of request, and another kind says what is wrong.
  const alike = loneVersion(run.tally) !== null && run.arms.some((one) => one.decision.outcome === 'differs');
  if (alike) return 'undecided';
  return guards.pinned || isUnmeasurable(tally, maxFailures) ? 'unmeasured' : 'undecided';
}

/** Whether HAProxy's configuration keeps a client with one of several servers, and nothing shows that it did not. */
export function isKept({ plan, tally }: ArmRun, { balancing }: ResolvedOptions): boolean {
  return balancing.get(plan.arm)?.keeps === true && distinctReplicas(tally).length < 2;
}

/** More failed or unidentified responses than allowed, or nothing that could be counted at all. */
export function isUnmeasurable(tally: ArmTally, maxFailures: number): boolean {
  const { requests, failed, unidentified, stable, canary } = tally;
  return failed > maxFailures * requests || unidentified > maxFailures * requests || stable + canary === 0;
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
      interval:
        identified === 0 ? null : agreeingInterval(band, counts, { errorRate, outcome: decision.outcome }),
      requests,
    };
  });
}

function byName(tally: ArmTally): Pick<ArmFigures, 'versions' | 'sides' | 'instances'> {
  const versions = new Map<string, number>();
  const sides = { stable: new Set<string>(), canary: new Set<string>(), unidentified: new Set<string>() };
  const instances = new Map<string, InstanceCount>();
  for (const { origin, track, count: countResponse } of tally.origins.values()) {
    const version = origin.version ?? origin.service ?? track;
    if (version !== null) {
      versions.set(version, (versions.get(version) ?? 0) + countResponse);
      sides[track ?? 'unidentified'].add(version);
    }
    if (origin.instance === null) continue;
    const counted = instances.get(origin.instance)?.count ?? 0;
    instances.set(origin.instance, { version, track, count: counted + countResponse });
  }
  return {
    versions: sorted(versions),
    sides: {
      stable: [...sides.stable].sort(),
      canary: [...sides.canary].sort(),
      unidentified: [...sides.unidentified].sort(),
    },
    instances: sorted(instances),
  };
}
