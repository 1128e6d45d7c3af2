import { classify, failureOf } from './classify.js';
import { type ArmDecision, decide, undecided } from './decide.js';
import { type Guards, newGuards, watch } from './guards.js';
import { type HealthRecord, newHealth, observeHealth } from './health.js';
import type { Answer, FailureCause, Observation } from './observation.js';
import type { ResolvedOptions } from './options.js';
import type { ArmPlan, Attempt } from './plan.js';
import { type Redirect, redirectOf } from './redirects.js';
import { exceedsLimit } from './statistics/limit-test.js';
import { noteCookies, type SetCookies } from './sticky-cookies.js';
import { type ArmTally, count, countFailure, type Tally, trackOf } from './tally.js';

/** Redirects that do not say their version. */
interface SeenRedirects {
  count: number;
  first: Redirect | null;
}

/** One arm while it is being sampled, and when its sampling is over. */
export interface ArmRun {
  plan: ArmPlan;
  tally: ArmTally;
  decision: ArmDecision;
  guards: Guards;
  health: HealthRecord;
  cookies: SetCookies;
  redirects: SeenRedirects;
  /** Requests sent, counted or still under way. */
  sent: number;
}

/** What all arms of an attempt share. */
export interface Shared {
  options: ResolvedOptions;
  attempt: Attempt;
  tally: Tally;
}

export function newArmRun(plan: ArmPlan, tally: ArmTally, errorRate: number): ArmRun {
  const decision = undecided(plan.test);
  return {
    plan,
    tally,
    decision,
    guards: newGuards(),
    health: newHealth(errorRate),
    cookies: new Map(),
    redirects: { count: 0, first: null },
    sent: 0,
  };
}

/** Forgets what was concluded from counts that no longer hold. */
export function voidConclusions(arm: ArmRun): void {
  arm.decision = undecided(arm.plan.test);
  arm.guards = newGuards();
}

/** Counts an observation of the arm and draws the conclusions. Returns true when those of all arms are void. */
export function takeInto(arm: ArmRun, observation: Observation, shared: Shared): boolean {
  const { outcome } = observation;
  const voided =
    typeof outcome === 'string' ? tookFailure(arm, outcome) : tookAnswer(arm, outcome, observation, shared);
  const { reuse, errorRate } = shared.attempt;
  const { guards, tally } = arm;
  decide(arm.decision, arm.plan, { tally, guards, reuse, errorRate, replicas: shared.options.replicas });
  return voided;
}

function tookFailure({ tally }: ArmRun, cause: FailureCause): false {
  countFailure(tally, cause);
  return false;
}

function tookAnswer(arm: ArmRun, answer: Answer, observation: Observation, shared: Shared): boolean {
  const { durationMs, connection } = observation;
  const origin = classify(answer, shared.options.rules);
  const failure = failureOf(answer);
  if (typeof origin === 'string') return tookFailure(arm, failure ?? origin);
  if (failure !== null) {
    const track = trackOf(shared.tally, arm.tally, origin);
    if (track !== null) observeHealth(arm.health, track, true, durationMs);
    return tookFailure(arm, failure);
  }
  const { track, voided } = count(shared.tally, arm.tally, origin);
  noteCookies(arm.cookies, answer, origin.instance);
  if (track === null) noteRedirect(arm.redirects, answer);
  if (track !== null) {
    observeHealth(arm.health, track, false, durationMs);
    watch(arm.guards, track, connection, shared.attempt.errorRate);
  }
  return voided;
}

function noteRedirect(redirects: SeenRedirects, answer: Answer): void {
  const redirect = redirectOf(answer);
  if (redirect === null) return;
  redirects.count++;
  redirects.first ??= redirect;
}

/** Whether going on makes no sense, because too much fails or does not say where it comes from. */
export function isHopeless({ plan, tally }: ArmRun, run: Tally): boolean {
  if (exceedsLimit(plan.failures, tally.failed, tally.requests)) return true;
  // A single version without a track waits for a second one, to tell which of them is the canary.
  const waiting = tally.names.length === 0 && run.trackless.size === 1;
  return !waiting && exceedsLimit(plan.failures, tally.unidentified, tally.requests);
}
