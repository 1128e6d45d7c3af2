import type { ArmRun } from '../decide/arm-run.js';
import type { Run, Runs } from '../decide/run.js';
import { unseenValues } from '../decide/unseen-values.js';
import { shownLocation } from '../observation/redirect.js';
import type { ClassifyRules } from '../options/classify-rules.js';
import type { ResolvedOptions } from '../options/options.js';
import type { ArmPlan } from '../plan/plan.js';
import type { Followed } from '../settle/settle.js';
import { isCached } from '../tally/caches.js';
import { namelessResponses } from '../tally/nameless.js';
import { firstLeak } from '../tally/noted-exchanges.js';
import { onlyReplica, seenReplicas } from '../tally/seen-replicas.js';
import { stickyCookie } from '../tally/sticky-cookies.js';
import { type Tally, trackOf } from '../tally/tally.js';
import { TRACKS, type Track } from '../terms/track.js';
import { masked } from '../text/masked.js';
import { diagnoseLoad } from './diagnose-load.js';
import { diagnoseReplicas, diagnoseSingleReplicas } from './diagnose-replicas.js';
import { diagnoseSecondHop } from './diagnose-second-hop.js';
import {
  diagnoseLoneVersion,
  diagnoseOrder,
  diagnoseUnseenValues,
  nameOfUnseen,
  otherwiseUnidentified,
} from './diagnose-versions.js';
import type { Diagnosis } from './diagnosis.js';
import { statusCounts } from './status-counts.js';
import { type ArmVerdict, firstHopOf } from './verdict.js';

/** A finished run: its counts, its verdicts and its circumstances. */
export interface Ended {
  runs: Runs;
  /** The verdicts on the arms of the last one. */
  arms: readonly ArmVerdict[];
  followed: Followed | null;
  options: ResolvedOptions;
  /** The run has used up its time. */
  timeSpent: boolean;
}

/** Causes and remarks, in the order in which they matter. */
export function diagnose({
  runs: { last, earlier },
  arms,
  followed,
  options,
  timeSpent,
}: Ended): Diagnosis[] {
  return [
    ...diagnoseFollowed(followed, options.target),
    ...earlier.flatMap((run) => diagnosePinned(run, true)),
    ...diagnosePinned(last, false),
    ...diagnoseUnseenValues(last, arms, options.rules),
    ...diagnoseOrder(last, arms),
    ...arms.flatMap((verdict, index) => diagnoseArm(last.armAt(index), last, verdict, options)),
    ...diagnoseSingleReplicas(last.arms, arms, options),
    ...(timeSpent ? [{ kind: 'time-spent', maxTimeMs: options.maxTimeMs } as const] : []),
    ...diagnoseComparison(last.tally),
  ];
}

function diagnoseFollowed(followed: Followed | null, target: URL): Diagnosis[] {
  if (followed === null) return [];
  const { from, redirects, withheld } = followed;
  return [{ kind: 'redirects-followed', from, to: masked(target.href), redirects, withheld }];
}

function diagnosePinned({ arms }: Run, restarted: boolean): Diagnosis[] {
  return arms
    .filter(({ guards }) => guards.pinned)
    .map(({ plan, tally }) => ({ kind: 'pinned', arm: plan.arm.name, requests: tally.requests, restarted }));
}

/** Diagnoses from the counts of one arm, besides its verdict. */
function diagnoseArm(arm: ArmRun, run: Run, verdict: ArmVerdict, options: ResolvedOptions): Diagnosis[] {
  const firstHop = firstHopOf(verdict);
  return [
    ...diagnoseCaches(arm),
    ...diagnoseLoneVersion(arm, verdict, run),
    ...diagnoseFailures(arm, verdict, { run, options }),
    ...diagnoseDrift(arm),
    ...diagnoseReplicas(arm, verdict, options),
    // A run that has ended because of the second hop has left the first one open.
    ...(firstHop === 'undecided' && verdict.secondHop?.verdict !== 'unmeasured' ? diagnoseOpen(arm) : []),
    ...(firstHop === 'differs' ? diagnoseDifference(arm, run.tally, options.rules) : []),
    ...diagnoseSecondHop(arm, verdict, run.hops),
    ...diagnoseHealth(verdict),
    ...diagnoseLoad(arm, verdict, options),
    ...diagnoseCookies(arm),
  ];
}

function diagnoseFailures(
  measured: ArmRun,
  verdict: ArmVerdict,
  { run, options: { maxFailures: limit, target, rules } }: { run: Run; options: ResolvedOptions },
): Diagnosis[] {
  if (firstHopOf(verdict) !== 'unmeasured') return [];
  const { plan, tally, redirects } = measured;
  const { requests, failed } = tally;
  const misnamed = unseenValues(run.arms, rules).length > 0;
  const unidentified = misnamed ? namelessResponses(tally) : otherwiseUnidentified(measured, run);
  const arm = plan.arm.name;
  const found: Diagnosis[] = [];
  if (failed > limit * requests) found.push({ kind: 'too-many-failures', arm, failed, requests, limit });
  const { count, first } = redirects;
  if (first !== null && unidentified > limit * requests)
    found.push({
      kind: 'redirected',
      arm,
      redirects: count,
      requests,
      status: first.status,
      location: shownLocation(first.location, target),
    });
  if (unidentified > Math.max(count, limit * requests))
    found.push({
      kind: 'unidentified',
      arm,
      unidentified,
      requests,
      versions: Object.keys(verdict.versions),
      statuses: statusCounts(verdict.statuses),
    });
  return found;
}

function diagnoseDrift({ plan, guards, decision }: ArmRun): Diagnosis[] {
  if (guards.drifted === null || decision.outcome !== 'open') return [];
  return [{ kind: 'drifted', arm: plan.arm.name, ...guards.drifted }];
}

/** A share that changed, or that was measured on pinned connections, is not merely open. */
function diagnoseOpen({ plan, tally, decision, guards }: ArmRun): Diagnosis[] {
  if (guards.drifted !== null) return [];
  const { requests } = tally;
  const open = openBoundaries(plan, decision);
  // The share is shown, and something else keeps the run open, which has a diagnosis of its own.
  if (plan.test.kind !== 'only' && open.length === 0) return [];
  return [{ kind: 'still-open', arm: plan.arm.name, requests, open, needed: plan.needed.mean }];
}

function openBoundaries({ test }: ArmPlan, { exclusions }: ArmRun['decision']): ('lower' | 'upper')[] {
  if (test.kind === 'only') return [];
  return (['lower', 'upper'] as const).filter((boundary) => exclusions.some((one) => !one[boundary]));
}

function diagnoseDifference(run: ArmRun, all: Tally, rules: ClassifyRules): Diagnosis[] {
  const { plan, tally } = run;
  const { expectation, name: arm } = plan.arm;
  if (expectation.kind === 'only') {
    const other = expectation.track === 'canary' ? 'stable' : 'canary';
    return tally[other] === 0 ? [] : [leak(run, all, other)];
  }
  if (tally.canary + tally.stable === 0) return [];
  const unseen = TRACKS.find((track) => tally[track] === 0);
  if (unseen !== undefined)
    return [
      {
        ...{ kind: 'never-seen', arm, track: unseen, version: nameOfUnseen(unseen, all, rules) },
        only: onlyReplica(tally),
      },
    ];
  if (expectation.kind === 'versions') return [];
  const stable = seenReplicas(tally, 'stable');
  const canary = seenReplicas(tally, 'canary');
  const byReplicas = canary / (stable + canary);
  const measured = tally.canary / (tally.canary + tally.stable);
  // Within a sixth of itself: enough to name a suspicion, which the text words as one.
  if (!(Math.abs(measured - byReplicas) <= byReplicas / 6)) return [];
  // Nor is it one when the replicas give just what was expected.
  if (Math.abs(byReplicas - expectation.share) < expectation.tolerance / 2) return [];
  return [{ kind: 'follows-replicas', arm, stable, canary, expected: expectation.share }];
}

function leak({ plan, tally, noted }: ArmRun, all: Tally, track: Track): Diagnosis {
  const entry = [...tally.origins.values()].find((one) => one.track === track);
  const { instance = null, version = null } = entry?.origin ?? {};
  const exchange = firstLeak(
    noted,
    ({ origin, hop }) => hop === null && trackOf(all, tally, origin) === track,
  );
  return { kind: 'leak', arm: plan.arm.name, track, leaks: tally[track], instance, version, exchange };
}

function diagnoseHealth({ name: arm, health }: ArmVerdict): Diagnosis[] {
  if (health === null) return [];
  return (['errors', 'latency'] as const)
    .filter((what) => health[what].verdict === 'worse')
    .map((what) => ({ kind: 'canary-worse', arm, what, oddsRatio: health[what].oddsRatio }));
}

function diagnoseCookies({ plan, cookies }: ArmRun): Diagnosis[] {
  const cookie = stickyCookie(cookies);
  return cookie === null ? [] : [{ kind: 'sticky-cookie', arm: plan.arm.name, ...cookie }];
}

function diagnoseCaches({ plan, tally, caches }: ArmRun): Diagnosis[] {
  if (!isCached(caches)) return [];
  const { hits: cached, first: sign, stillMs } = caches;
  return [
    { kind: 'cached', arm: plan.arm.name, cached, requests: tally.requests, sign, stillMs: rounded(stillMs) },
  ];
}

function rounded(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds);
}

/** Says which version was taken for the canary when nobody had said it. */
function diagnoseComparison({ versions: { canary, seen } }: Tally): Diagnosis[] {
  if (canary === null) return [];
  const stable = [...seen].find((version) => version !== canary);
  return stable === undefined ? [] : [{ kind: 'compared-versions', canary, stable }];
}
