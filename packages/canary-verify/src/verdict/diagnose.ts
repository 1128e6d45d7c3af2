import type { ArmRun } from '../decide/arm-run.js';
import type { Run, Runs } from '../decide/run.js';
import { shownLocation } from '../observation/redirect.js';
import type { ResolvedOptions } from '../options/options.js';
import type { ArmPlan } from '../plan/plan.js';
import { neededOver } from '../sampling/spread.js';
import type { LeftOut } from '../settle/choose-addresses.js';
import type { Followed } from '../settle/settle.js';
import { firstLeak } from '../tally/noted-exchanges.js';
import { seenReplicas } from '../tally/seen-replicas.js';
import { stickyCookie } from '../tally/sticky-cookies.js';
import { type Tally, trackOf } from '../tally/tally.js';
import type { Track } from '../terms/track.js';
import { masked } from '../text/masked.js';
import { diagnoseAddresses, diagnoseLeftOut } from './diagnose-addresses.js';
import { diagnoseReplicas } from './diagnose-replicas.js';
import { diagnoseSecondHop } from './diagnose-second-hop.js';
import type { Diagnosis } from './diagnosis.js';
import { type ArmVerdict, firstHopOf } from './verdict.js';
import { isReused } from './whole-verdict.js';

/** A finished run: its counts, its verdicts and its circumstances. */
export interface Ended {
  runs: Runs;
  /** The verdicts on the arms of the last one. */
  arms: readonly ArmVerdict[];
  followed: Followed | null;
  leftOut: readonly LeftOut[];
  options: ResolvedOptions;
  /** The run has used up its time. */
  timeSpent: boolean;
}

/** Causes and remarks, in the order in which they matter. */
export function diagnose({
  runs: { last, earlier },
  arms,
  followed,
  leftOut,
  options,
  timeSpent,
}: Ended): Diagnosis[] {
  return [
    ...diagnoseFollowed(followed, options.target),
    ...earlier.flatMap((run) => diagnosePinned(run, true)),
    ...diagnosePinned(last, false),
    ...arms.flatMap((verdict, index) => diagnoseArm(last.armAt(index), last, verdict, options)),
    ...(timeSpent ? [{ kind: 'time-spent', maxTimeMs: options.maxTimeMs } as const] : []),
    ...diagnoseReuse(arms, options),
    ...diagnoseLeftOut(leftOut),
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

/** Fewer responses may have come over as many connections by chance. */
const LEAST_RESPONSES = 100;

function diagnoseReuse(arms: readonly ArmVerdict[], { connectionMode }: ResolvedOptions): Diagnosis[] {
  const connections = arms.reduce((sum, arm) => sum + arm.connections, 0);
  if (connectionMode !== 'reuse' || arms.some(isReused) || connections < LEAST_RESPONSES) return [];
  return [{ kind: 'not-reused', connections }];
}

/** Diagnoses from the counts of one arm, besides its verdict. */
function diagnoseArm(arm: ArmRun, run: Run, verdict: ArmVerdict, options: ResolvedOptions): Diagnosis[] {
  const firstHop = firstHopOf(verdict);
  return [
    ...diagnoseAddresses(arm, verdict, options.maxFailures),
    ...diagnoseFailures(arm, verdict, options),
    ...diagnoseTime(arm),
    ...diagnoseDrift(arm),
    ...diagnoseReplicas(arm, verdict, options),
    // A run that has ended because of the second hop has left the first one open.
    ...(firstHop === 'undecided' && verdict.secondHop?.verdict !== 'unmeasured' ? diagnoseOpen(arm) : []),
    ...(firstHop === 'differs' && !arm.byAddress.unlike ? diagnoseDifference(arm, run.tally) : []),
    ...diagnoseSecondHop(arm, verdict, run.hops),
    ...diagnoseHealth(verdict),
    ...diagnoseCookies(arm),
  ];
}

function diagnoseFailures(
  { plan, tally, redirects }: ArmRun,
  verdict: ArmVerdict,
  { maxFailures: limit, target }: ResolvedOptions,
): Diagnosis[] {
  if (firstHopOf(verdict) !== 'unmeasured') return [];
  const { requests, failed, unidentified } = tally;
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
    });
  return found;
}

/** What a run that is spread over a time shows besides its counts. */
function diagnoseTime({ plan, inTime }: ArmRun): Diagnosis[] {
  const arm = plan.arm.name;
  if (inTime?.alikeWithinMs != null) {
    const withinMs = inTime.alikeWithinMs;
    return [{ kind: 'depends-on-time', arm, withinMs, neededMs: neededOver(withinMs, plan.budget) }];
  }
  return inTime?.tooShort == null ? [] : [{ kind: 'too-few-seconds', arm, ...inTime.tooShort }];
}

function diagnoseDrift({ plan, guards, decision, inTime }: ArmRun): Diagnosis[] {
  if (guards.drifted === null || decision.outcome !== 'open' || inTime?.alikeWithinMs != null) return [];
  return [{ kind: 'drifted', arm: plan.arm.name, ...guards.drifted }];
}

/** A share that changed, that follows the clock, that was measured on pinned connections or that differs by address is not merely open. */
function diagnoseOpen({ plan, tally, decision, guards, byAddress, inTime }: ArmRun): Diagnosis[] {
  if (guards.drifted !== null || byAddress.unlike) return [];
  if (inTime?.alikeWithinMs != null || inTime?.tooShort != null) return [];
  const { requests } = tally;
  const open = openBoundaries(plan, decision);
  return [{ kind: 'still-open', arm: plan.arm.name, requests, open, needed: plan.needed.mean }];
}

function openBoundaries({ test }: ArmPlan, { exclusions }: ArmRun['decision']): ('lower' | 'upper')[] {
  if (test.kind === 'only') return [];
  return (['lower', 'upper'] as const).filter((boundary) => exclusions.some((one) => !one[boundary]));
}

function diagnoseDifference(run: ArmRun, all: Tally): Diagnosis[] {
  const { plan, tally } = run;
  const { expectation, name: arm } = plan.arm;
  if (expectation.kind === 'only') {
    const other = expectation.track === 'canary' ? 'stable' : 'canary';
    return tally[other] === 0 ? [] : [leak(run, all, other)];
  }
  if (tally.canary === 0) return [{ kind: 'never-seen', arm, track: 'canary' }];
  if (tally.stable === 0) return [{ kind: 'never-seen', arm, track: 'stable' }];
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
  return cookie === null ? [] : [{ kind: 'sticky-cookie', arm: plan.arm.name, cookie }];
}

/** Says which version was taken for the canary when nobody had said it. */
function diagnoseComparison({ versions: { canary, seen } }: Tally): Diagnosis[] {
  if (canary === null) return [];
  const stable = [...seen].find((version) => version !== canary);
  return stable === undefined ? [] : [{ kind: 'compared-versions', canary, stable }];
}
