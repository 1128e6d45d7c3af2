import type { ArmRun } from '../decide/arm-run.js';
import { keptOpen } from '../decide/kept-open.js';
import { openBoundaries } from '../decide/open-boundaries.js';
import type { Run, Runs } from '../decide/run.js';
import { unseenValues } from '../decide/unseen-values.js';
import { shownLocation } from '../observation/redirect.js';
import type { ClassifyRules } from '../options/classify-rules.js';
import type { ResolvedOptions } from '../options/options.js';
import { neededOver } from '../sampling/spread.js';
import type { LeftOut } from '../settle/choose-addresses.js';
import type { Followed } from '../settle/settle.js';
import { isCached } from '../tally/caches.js';
import { seemsInBursts, suspectedChange } from '../tally/guards.js';
import { errorLimitAnswer } from '../tally/health-figures.js';
import { leakCounts } from '../tally/leak-counts.js';
import { namelessResponses } from '../tally/nameless.js';
import { firstLeak } from '../tally/noted-exchanges.js';
import { onlyReplica, seenReplicas } from '../tally/seen-replicas.js';
import { stickyCookie } from '../tally/sticky-cookies.js';
import { type Tally, trackOf } from '../tally/tally.js';
import { TRACKS, type Track } from '../terms/track.js';
import { masked } from '../text/masked.js';
import { diagnoseAddresses, diagnoseLeftOut } from './diagnose-addresses.js';
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
    ...diagnoseUnseenValues(last, arms, options.rules),
    ...diagnoseOrder(last, arms),
    ...arms.flatMap((verdict, index) => diagnoseArm(last.armAt(index), last, verdict, options)),
    ...diagnoseSingleReplicas(last.arms, arms, options),
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
  const difference =
    firstHop === 'differs' && !arm.byAddress.unlike ? diagnoseDifference(arm, run.tally, options.rules) : [];
  // A slower version that got less is no suspicion where the replicas explain the share.
  const explained = difference.some(({ kind }) => kind === 'follows-replicas');
  return [
    ...diagnoseAddresses(arm, verdict, options.maxFailures),
    ...diagnoseCaches(arm),
    ...diagnoseLoneVersion(arm, verdict, run),
    ...diagnoseFailures(arm, verdict, { run, options }),
    ...diagnoseTime(arm),
    ...diagnoseDrift(arm),
    ...diagnoseBursts(arm),
    ...diagnoseReplicas(arm, verdict, options),
    // A run that has ended because of the second hop has left the first one open.
    ...(firstHop === 'undecided' && verdict.secondHop?.verdict !== 'unmeasured' ? diagnoseOpen(arm) : []),
    ...difference,
    ...diagnoseSecondHop(arm, verdict, run.hops),
    ...diagnoseHealth(verdict),
    ...diagnoseErrorLimit(arm),
    ...diagnoseLoad(arm, verdict, options).filter(
      (one) => !(explained && one.kind === 'follows-load' && one.setting === null),
    ),
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
  if (failed > limit * requests) {
    found.push({ kind: 'too-many-failures', arm, failed, requests, limit, by: { ...tally.failedBy } });
  }
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

function diagnoseBursts({ plan, guards, decision, tally }: ArmRun): Diagnosis[] {
  if (!guards.dependent || decision.outcome !== 'open') return [];
  return [{ kind: 'bursts', arm: plan.arm.name, requests: tally.requests, shown: true }];
}

/** A share that changed, comes in bursts, follows the clock or differs by address is not merely open. */
function diagnoseOpen(arm: ArmRun): Diagnosis[] {
  const { plan, tally, guards, byAddress, inTime } = arm;
  if (guards.drifted !== null || guards.dependent || byAddress.unlike) return [];
  if (inTime?.alikeWithinMs != null || inTime?.tooShort != null) return [];
  const change = suspectedChange(guards);
  if (change !== null) {
    const { afterRequests, before, after } = change;
    return [{ kind: 'unsteady', arm: plan.arm.name, afterRequests, before, after }];
  }
  const { requests } = tally;
  if (seemsInBursts(guards)) return [{ kind: 'bursts', arm: plan.arm.name, requests, shown: false }];
  const open = openBoundaries(arm);
  const why = keptOpen(arm);
  // The share is shown, and something else keeps the run open, which has a diagnosis of its own.
  if (plan.test.kind !== 'only' && open.length === 0 && why.keptOpen === null) return [];
  const needed = plan.needed.mean;
  return [{ kind: 'still-open', arm: plan.arm.name, requests, open, needed, ...why }];
}

function diagnoseDifference(run: ArmRun, all: Tally, rules: ClassifyRules): Diagnosis[] {
  const { plan, tally } = run;
  const { expectation, name: arm } = plan.arm;
  if (expectation.kind === 'only') {
    const other = expectation.track === 'canary' ? 'stable' : 'canary';
    return leakCounts(tally, expectation.track).leaks === 0 ? [] : [leak(run, all, other)];
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
  const entries = [...tally.origins.values(), ...tally.failedOrigins.values()];
  const entry = entries.find((one) => one.track === track);
  const { instance = null, version = null } = entry?.origin ?? {};
  const exchange = firstLeak(
    noted,
    ({ origin, hop }) => hop === null && trackOf(all, tally, origin) === track,
  );
  return {
    kind: 'leak',
    arm: plan.arm.name,
    track,
    leaks: tally[track] + tally.failedBy[track],
    instance,
    version,
    exchange,
  };
}

function diagnoseHealth({ name: arm, health }: ArmVerdict): Diagnosis[] {
  if (health === null) return [];
  return (['errors', 'latency'] as const)
    .filter((what) => health[what].verdict === 'worse')
    .map((what) => ({
      kind: 'canary-worse',
      arm,
      what,
      oddsRatio: health[what].oddsRatio,
      replicas: health.canaryReplicas,
      stable: health.errors.stable,
      canary: health.errors.canary,
    }));
}

function diagnoseErrorLimit({ plan, health }: ArmRun): Diagnosis[] {
  if (plan.errorLimit === null) return [];
  const answer = errorLimitAnswer(health, plan.errorLimit);
  const { limit } = plan.errorLimit;
  const { unknown } = health;
  const facts = { arm: plan.arm.name, failed: health.failed.canary, requests: health.requests.canary, limit };
  if (answer === 'above') return [{ kind: 'errors-above-limit', ...facts }];
  return answer === 'undecided' ? [{ kind: 'errors-open', ...facts, unknown }] : [];
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
