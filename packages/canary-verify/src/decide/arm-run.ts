import { type classifier, failureOf, secondHopValue } from '../classify/classify.js';
import type { Answer, FailureCause, Observation } from '../observation/observation.js';
import { type Redirect, redirectOf } from '../observation/redirect.js';
import type { ResolvedOptions } from '../options/options.js';
import type { ArmPlan, Attempt } from '../plan/plan.js';
import { exceedsLimit } from '../statistics/limit-test.js';
import type { FinishedExchange } from '../tally/exchange.js';
import { type Guards, newGuards, watchResponse } from '../tally/guards.js';
import { type HealthRecord, newHealth, observeHealth } from '../tally/health.js';
import { type NotedExchanges, noteExchange } from '../tally/noted-exchanges.js';
import {
  countHop,
  type HopOutcome,
  type HopTallies,
  type HopTally,
  hopOutcome,
  hopTrack,
} from '../tally/second-hop.js';
import { noteCookies, type SetCookies } from '../tally/sticky-cookies.js';
import { type ArmTally, countFailure, countResponse, type Tally, trackOf } from '../tally/tally.js';
import { type ArmState, decide, undecided } from './decide.js';

/** Redirects that do not say their version. */
interface SeenRedirects {
  count: number;
  first: Redirect | null;
}

/** One arm while it is being sampled, and when its sampling is over. */
export interface ArmRun extends ArmState {
  /** Null: what the second service says is not looked at. */
  hop: HopTally | null;
  guards: Guards;
  health: HealthRecord;
  cookies: SetCookies;
  redirects: SeenRedirects;
  noted: NotedExchanges;
  /** Requests sent, counted or still under way. */
  sent: number;
}

/** What all arms of an attempt share. */
export interface Shared {
  options: ResolvedOptions;
  classify: ReturnType<typeof classifier>;
  attempt: Attempt;
  tally: Tally;
  hops: HopTallies;
}

export function newArmRun(plan: ArmPlan, tally: ArmTally, hop: HopTally | null, errorRate: number): ArmRun {
  const decision = undecided(plan.test);
  return {
    plan,
    tally,
    decision,
    hop,
    guards: newGuards(),
    health: newHealth(errorRate),
    cookies: new Map(),
    redirects: { count: 0, first: null },
    noted: new Map(),
    sent: 0,
  };
}

/** Forgets what was concluded from counts that no longer hold. */
export function voidConclusions(arm: ArmRun): void {
  arm.decision = undecided(arm.plan.test);
  arm.guards = newGuards();
}

/** Counts an observation of the arm and draws the conclusions. Returns true when those of all arms are void. */
export function takeObservation(arm: ArmRun, observation: Observation, shared: Shared): boolean {
  const { outcome } = observation;
  const voided =
    typeof outcome === 'string' ? tookFailure(arm, outcome) : tookAnswer(arm, outcome, observation, shared);
  const { reuse } = shared.attempt;
  const { guards, tally, plan } = arm;
  // While the second hop is open a leak may still come, but the test of a share has ended with its answer.
  if (arm.decision.outcome === 'open' || plan.test.kind === 'only')
    decide(arm.decision, plan, { tally, guards, reuse, replicas: shared.options.replicas });
  return voided;
}

function tookFailure({ tally }: ArmRun, cause: FailureCause): false {
  countFailure(tally, cause);
  return false;
}

function tookAnswer(arm: ArmRun, answer: Answer, observation: Observation, shared: Shared): boolean {
  const { connection } = observation;
  const origin = shared.classify(answer);
  const failure = failureOf(answer);
  if (typeof origin === 'string') return tookFailure(arm, failure ?? origin);
  if (failure !== null) {
    const track = trackOf(shared.tally, arm.tally, origin);
    if (track !== null) observeHealth(arm.health, track, true, observation);
    return tookFailure(arm, failure);
  }
  const { track, voided } = countResponse(shared.tally, arm.tally, origin);
  const { test } = arm.plan;
  const exchanged = { answer, origin, observation };
  if (test.kind === 'only' && track !== test.track) {
    const said = { by: 'service', track, value: origin.version } as const;
    noteExchange(arm.noted, said, { ...exchanged, hop: null }, shared.options);
  }
  if (arm.hop !== null) tookSecondHop(arm, arm.hop, exchanged, shared);
  noteCookies(arm.cookies, answer, origin.instance);
  if (track === null) noteRedirect(arm.redirects, answer);
  if (track !== null) {
    observeHealth(arm.health, track, false, observation);
    watchResponse(arm.guards, track, connection, arm.plan.differsErrorRate);
  }
  return voided;
}

function tookSecondHop(
  arm: ArmRun,
  hop: HopTally,
  exchanged: FinishedExchange,
  { hops, options }: Shared,
): void {
  const value = options.secondHop === null ? null : secondHopValue(exchanged.answer, options.secondHop);
  countHop(hops, hop, value);
  const track = value === null ? null : hopTrack(hops, value);
  if (value !== null && track !== hop.expected)
    noteExchange(arm.noted, { by: 'second service', track, value }, { ...exchanged, hop: value }, options);
}

function noteRedirect(redirects: SeenRedirects, answer: Answer): void {
  const redirect = redirectOf(answer);
  if (redirect === null) return;
  redirects.count++;
  redirects.first ??= redirect;
}

/** What is known of the second hop; null when it is not looked at. */
export function hopOutcomeOf({ hop, plan }: ArmRun, hops: HopTallies): HopOutcome | null {
  return hop === null ? null : hopOutcome(hops, hop, plan.hopRequestsWithoutLeak);
}

/** Whether more responses of the arm could change what is known of it: both hops are decided on their own. */
export function isDecided(arm: ArmRun, hops: HopTallies): boolean {
  return arm.decision.outcome !== 'open' && hopOutcomeOf(arm, hops) !== 'open';
}

/** Whether going on makes no sense, because too much fails or does not say where it comes from. */
export function isHopeless({ plan, tally, hop }: ArmRun, run: Tally, hops: HopTallies): boolean {
  if (exceedsLimit(plan.failures, tally.failed, tally.requests)) return true;
  // A single version without a track waits for a second one, to tell which of them is the canary.
  const waiting = tally.names.length === 0 && run.trackless.size === 1;
  if (!waiting && exceedsLimit(plan.failures, tally.unidentified, tally.requests)) return true;
  return (
    hop !== null && hops.trackless.size !== 1 && exceedsLimit(plan.failures, hop.unidentified, hop.responses)
  );
}
