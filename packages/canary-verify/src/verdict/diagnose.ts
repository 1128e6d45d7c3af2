import type { ArmRun } from '../decide/arm-run.js';
import type { Run, Runs } from '../decide/run.js';
import { unseenValues } from '../decide/unseen-values.js';
import { shownLocation } from '../observation/redirect.js';
import type { ResolvedOptions } from '../options/options.js';
import type { LeftOut } from '../settle/choose-addresses.js';
import type { Followed } from '../settle/settle.js';
import { isCached } from '../tally/caches.js';
import { namelessResponses } from '../tally/nameless.js';
import { stickyCookie } from '../tally/sticky-cookies.js';
import type { Tally } from '../tally/tally.js';
import { masked } from '../text/masked.js';
import { diagnoseAddresses, diagnoseLeftOut } from './diagnose-addresses.js';
import { diagnoseDifference } from './diagnose-difference.js';
import { diagnoseErrorLimit, diagnoseHealth, diagnoseMarked } from './diagnose-health.js';
import { diagnoseLoad } from './diagnose-load.js';
import { diagnoseReplicas, diagnoseSingleReplicas } from './diagnose-replicas.js';
import { diagnoseSecondHop } from './diagnose-second-hop.js';
import { diagnoseBursts, diagnoseDrift, diagnoseOpen, diagnoseTime } from './diagnose-steadiness.js';
import {
  diagnoseLoneVersion,
  diagnoseOrder,
  diagnoseUnseenValues,
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
    ...(timeSpent ? [diagnoseTimeSpent(last, options)] : []),
    ...arms.flatMap((verdict, index) => diagnoseArm(last.armAt(index), last, verdict, options)),
    ...diagnoseMarked(last),
    ...diagnoseSingleReplicas(last.arms, arms, options),
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

/** Requests without an answer have used up the time if they took at least this part of it. */
const MOST_OF_IT = 0.5;

function diagnoseTimeSpent({ arms, unanswered }: Run, { maxTimeMs }: ResolvedOptions): Diagnosis {
  const sum = (figure: (arm: ArmRun) => number) => arms.reduce((total, arm) => total + figure(arm), 0);
  const { waiting, longestMs, part } = unanswered;
  return {
    kind: 'time-spent',
    maxTimeMs,
    requests: sum(({ tally }) => tally.requests),
    needed: sum(({ plan }) => plan.needed.mean),
    waiting,
    longestMs: Math.round(longestMs),
    // One that hangs is enough: later answers wait for it, because they are counted in the order of their requests.
    stalled: part >= MOST_OF_IT || longestMs >= MOST_OF_IT * maxTimeMs,
  };
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
