import { secondHopValue } from '../classify/classify.js';
import type { ClassifiedObservation } from '../classify/classify-observation.js';
import type { Answer } from '../observation/observation.js';
import { redirectOf } from '../observation/redirect.js';
import type { ArmCounts, SeenRedirects, SharedCounts } from './arm-counts.js';
import { noteCache } from './caches.js';
import { countConnection } from './connections.js';
import type { FinishedExchange } from './exchange.js';
import { watchResponse } from './guards.js';
import { observeFailure, observeHealth } from './health.js';
import { loneVersion } from './lone-version.js';
import { countStatus, isNameless } from './nameless.js';
import { noteExchange } from './noted-exchanges.js';
import { countHop, type HopTally, hopTrack } from './second-hop.js';
import { noteCookies } from './sticky-cookies.js';
import { countFailure, countResponse, trackOf, trackOfFailed } from './tally.js';

type Answered = Extract<ClassifiedObservation, { kind: 'answered' }>;
type Failed = Extract<ClassifiedObservation, { kind: 'failed' }>;

/** Counts an observation of the arm. Returns true when the counts of all arms mean something else from now on. */
export function countObservation(
  arm: ArmCounts,
  classified: ClassifiedObservation,
  shared: SharedCounts,
): boolean {
  if (classified.kind === 'answered') return countAnswer(arm, classified, shared);
  countFailed(arm, classified, shared);
  return false;
}

/** A failure that names its version speaks of that version's health, and is a leak where the other one must answer. */
function countFailed(arm: ArmCounts, failed: Failed, shared: SharedCounts): void {
  const { origin, observation } = failed;
  const track = origin === null ? null : trackOfFailed(shared.tally, arm.tally, origin);
  observeFailure(arm.health, track, failed.cause);
  countFailure(shared.tally, arm.tally, { ...failed, address: observation.address });
  const answer = observation.outcome;
  if (origin !== null && typeof answer === 'object') noteLeak(arm, { answer, origin, observation }, shared);
}

/** Notes an exchange that is a leak, or may turn out to be one. */
function noteLeak(arm: ArmCounts, exchange: FinishedExchange, { tally, options }: SharedCounts): void {
  const { test } = arm.plan;
  const track = trackOf(tally, arm.tally, exchange.origin);
  if (test.kind !== 'only' || track === test.track) return;
  const said = { by: 'service', track, value: exchange.origin.version } as const;
  noteExchange(arm.noted, said, { ...exchange, hop: null }, options);
}

function countAnswer(arm: ArmCounts, answered: Answered, shared: SharedCounts): boolean {
  const { answer, origin, observation } = answered;
  const { track, voided } = countResponse(shared.tally, arm.tally, { origin, address: observation.address });
  countConnection(arm.connections, observation.connection);
  const { test, differsErrorRate } = arm.plan;
  if (test.kind === 'only') noteLeak(arm, answered, shared);
  if (arm.hop !== null) countSecondHop(arm, arm.hop, answered, shared);
  if (track === null && isNameless(origin)) countStatus(arm.tally, answer);
  noteCookies(arm.cookies, answer, { instance: origin.instance, version: origin.version ?? origin.track });
  noteCache(arm.caches, answer, observation);
  if (track === null) noteRedirect(arm.redirects, answer);
  else {
    observeHealth(arm.health, { track, instance: origin.instance }, observation);
  }
  // A lone version counts as stable until it is known what it is: what was watched is void then.
  const watched = track ?? (isNameless(origin) || loneVersion(shared.tally) === null ? null : 'stable');
  if (watched !== null) watchResponse(arm.guards, watched, observation.connection, differsErrorRate);
  return voided;
}

function countSecondHop(
  arm: ArmCounts,
  hop: HopTally,
  answered: Answered,
  { hops, options }: SharedCounts,
): void {
  const value = options.secondHop === null ? null : secondHopValue(answered.answer, options.secondHop);
  countHop(hops, hop, value);
  const track = value === null ? null : hopTrack(hops, value);
  if (value !== null && track !== hop.expected)
    noteExchange(arm.noted, { by: 'second service', track, value }, { ...answered, hop: value }, options);
}

function noteRedirect(redirects: SeenRedirects, answer: Answer): void {
  const redirect = redirectOf(answer);
  if (redirect === null) return;
  redirects.count++;
  redirects.first ??= redirect;
}
