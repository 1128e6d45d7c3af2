import type { ArmRun } from '../decide/arm-run.js';
import { answeringReplicas, missingReplicas } from '../decide/missing-replicas.js';
import type { ResolvedOptions } from '../options/options.js';
import { showsUnevenness } from '../statistics/evenness-test.js';
import { showsUnseen } from '../statistics/unseen-replica.js';
import { distinctReplicas, isWithoutReplicas, lonelyReplica, seenOf } from '../tally/seen-replicas.js';
import { TRACKS, type Track } from '../terms/track.js';
import { isKept } from './arm-verdict.js';
import type { Diagnosis } from './diagnosis.js';
import { type ArmVerdict, firstHopOf, type InstanceCount } from './verdict.js';

/** Diagnoses from the replicas' counts: one that never answered, one that answers alone, or uneven shares. */
export function diagnoseReplicas(arm: ArmRun, verdict: ArmVerdict, options: ResolvedOptions): Diagnosis[] {
  return [
    ...oneReplica(arm, options),
    ...unnamed(arm, options),
    ...missing(arm, verdict, options),
    ...uneven(arm, verdict, options),
  ];
}

function oneReplica({ plan, tally }: ArmRun, { replicas }: ResolvedOptions): Diagnosis[] {
  const instance = lonelyReplica(tally, replicas);
  if (instance === null || replicas === null) return [];
  return [{ kind: 'one-replica', arm: plan.arm.name, instance, replicas: replicas.stable + replicas.canary }];
}

/** By so few responses another replica may have been missed by chance. */
const LEAST_RESPONSES = 30;

/**
 * Where one version alone is expected, other replicas may be what other clients reach. Each replica is named once, and only
 * where all is as expected: other diagnoses say more.
 */
export function diagnoseSingleReplicas(
  arms: readonly ArmRun[],
  verdicts: readonly ArmVerdict[],
  options: ResolvedOptions,
): Diagnosis[] {
  const matches = verdicts.every(({ verdict }) => verdict === 'matches');
  const found = arms.flatMap((arm) => singleReplica(arm, options));
  return found.filter(({ instance, kept }, index) => {
    const first = found.findIndex((one) => one.instance === instance) === index;
    return first && (kept || matches);
  });
}

function singleReplica(
  arm: ArmRun,
  options: ResolvedOptions,
): Extract<Diagnosis, { kind: 'single-replica' }>[] {
  const { plan, tally } = arm;
  const [instance = null] = distinctReplicas(tally);
  const responses = tally.stable + tally.canary;
  const kept = isKept(arm, options);
  if (responses === 0 || (!kept && !isSurprising(arm, options))) return [];
  return [{ kind: 'single-replica', arm: plan.arm.name, instance, responses, kept }];
}

/** One replica alone, of which nothing says that it is its version's only one, or that clients are not kept with it. */
function isSurprising({ plan, tally }: ArmRun, { replicas, balancing }: ResolvedOptions): boolean {
  const enough = tally.stable + tally.canary >= LEAST_RESPONSES && distinctReplicas(tally).length === 1;
  if (plan.test.kind !== 'only' || !enough || balancing.has(plan.arm)) return false;
  const single = replicas !== null && TRACKS.some((track) => tally[track] > 0 && replicas[track] === 1);
  return !single && lonelyReplica(tally, replicas) === null;
}

/** Nobody can tell which replicas have answered. */
function unnamed({ plan, tally }: ArmRun, { replicas }: ResolvedOptions): Diagnosis[] {
  if (replicas === null || !isWithoutReplicas(tally)) return [];
  return [{ kind: 'replicas-unnamed', arm: plan.arm.name, replicas: replicas.stable + replicas.canary }];
}

function missing(arm: ArmRun, verdict: ArmVerdict, { replicas, consul }: ResolvedOptions): Diagnosis[] {
  const { name } = arm.plan.arm;
  if (replicas === null || !['differs', 'undecided'].includes(firstHopOf(verdict))) return [];
  const found = missingReplicas({ plan: arm.plan, replicas }, arm.tally);
  if (found === 'none') return [];
  return TRACKS.flatMap((track) => {
    const seen = seenOf(replicas, arm.tally, track);
    const expected = answeringReplicas(replicas, track);
    if (seen === 0 || seen >= expected) return [];
    return [
      {
        kind: 'replicas-missing',
        arm: name,
        track,
        service: consul?.services[track] ?? null,
        seen,
        expected,
        shown: found === 'shown',
      },
    ];
  });
}

/** Within each version: between versions the shares are the expectation's business. */
function uneven({ plan }: ArmRun, { instances }: ArmVerdict, options: ResolvedOptions): Diagnosis[] {
  // Long connections that stay with a replica are uneven by chance.
  if (plan.perConnection > 1) return [];
  return TRACKS.flatMap((track) => {
    const own = Object.entries(instances).filter(([, instance]) => instance.track === track);
    if (
      !isComplete(
        own.map(([, { count }]) => count),
        track,
        options,
      )
    )
      return [];
    const versions = [...new Set(own.map(([, { version }]) => version))];
    return versions.flatMap((version) => {
      const found = furthestFromEven(
        own.filter(([, instance]) => instance.version === version),
        options.errorRate,
      );
      return found === null ? [] : [{ kind: 'uneven', arm: plan.arm.name, track, ...found } as const];
    });
  });
}

function furthestFromEven(
  replicas: readonly [instance: string, InstanceCount][],
  errorRate: number,
): { instance: string; requests: number; even: number } | null {
  const counts = replicas.map(([, { count }]) => count);
  if (!showsUnevenness(counts, errorRate)) return null;
  const even = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const distance = ([, { count }]: [string, InstanceCount]) => Math.abs(count - even);
  const [furthest] = [...replicas].sort((one, other) => distance(other) - distance(one));
  if (furthest === undefined) return null;
  return { instance: furthest[0], requests: furthest[1].count, even: Math.round(even) };
}

/** Whether these are all replicas of a version: as many as there are said to be, or one more would have been seen. */
function isComplete(
  counts: readonly number[],
  track: Track,
  { replicas, errorRate }: ResolvedOptions,
): boolean {
  if (replicas !== null) return counts.length === replicas[track];
  const requests = counts.reduce((sum, count) => sum + count, 0);
  return showsUnseen({ replicas: counts.length + 1, share: 1 / (counts.length + 1), errorRate }, requests);
}
