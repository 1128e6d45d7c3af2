import { observationClassifier } from '../src/classify/classify-observation.js';
import { Run } from '../src/decide/run.js';
import type { Answer, FailureCause } from '../src/observation/observation.js';
import { type ResolvedOptions, resolveOptions, type VerifyOptions } from '../src/options/options.js';
import type { Progress } from '../src/options/progress.js';
import { type Attempt, makePlan, type Plan } from '../src/plan/plan.js';
import { planByAddress } from '../src/plan/plan-by-address.js';
import { Turns } from '../src/sampling/turns.js';
import { concludeRuns } from '../src/verdict/conclude.js';
import type { Verdict } from '../src/verdict/verdict.js';

/** A request of a run without a network. Numbers count from 0. */
export interface Asked {
  /** The arm's. */
  arm: number;
  /** The request's within its arm. */
  request: number;
  /** The connection's. */
  connection: number;
  /** The address's. */
  address: number;
}

/** What becomes of a request. */
export type Outcome = Answer | FailureCause;
export type Respond = (asked: Asked) => Outcome;

/** As many connections are open at once; where several requests go over one they take turns. */
const CONNECTIONS = 10;

/** The place that requests go to, and what is known of it. */
export interface Place {
  /** The addresses of the target, as they are shown. */
  addresses: readonly string[];
  /** Chance, as from Math.random: deals the requests. */
  random: () => number;
  /** What `verify` has found out before it counts. */
  known: Partial<ResolvedOptions>;
  /** How long a request took, in milliseconds. */
  durationOf: (outcome: Outcome) => number;
}

export interface FinishedRun {
  verdict: Verdict;
  progress: Progress;
}

const ONE_PLACE: Place = {
  addresses: ['10.0.0.1:80'],
  random: () => 0.5,
  known: {},
  durationOf: () => 2,
};

/** A run without a network: what `verify` does with outcomes, in a few milliseconds. */
export function runOn(given: VerifyOptions, respond: Respond, place: Partial<Place> = {}): FinishedRun {
  return runPlanned(makePlan({ ...resolveOptions(given), ...place.known }), respond, place);
}

/** Plans by address that were made before: each takes longer than a run. */
const PLANS = new WeakMap<Plan, Map<string, Plan>>();

function plannedFor(planned: Plan, addresses: readonly string[]): Plan {
  const made = PLANS.get(planned) ?? new Map<string, Plan>();
  PLANS.set(planned, made);
  const plan = made.get(addresses.join()) ?? planByAddress(planned, addresses);
  made.set(addresses.join(), plan);
  return plan;
}

/** The same for many runs of one plan: to make it takes longer than a run. */
export function runPlanned(planned: Plan, respond: Respond, more: Partial<Place> = {}): FinishedRun {
  const place = { ...ONE_PLACE, ...more };
  const plan = plannedFor(planned, place.addresses);
  const { options } = plan;
  const [first, ...others] = plan.attempts;
  const attempt = (one: Attempt) => {
    const run = new Run(options, one, place.random);
    askInTurn(run, { respond, place, classify: observationClassifier(options.rules) });
    return run;
  };
  const earlier: Run[] = [];
  let last = attempt(first);
  for (const other of others) {
    if (!last.pinned) break;
    earlier.push(last);
    last = attempt(other);
  }
  const facts = { target: options.target, followed: null, leftOut: [], durationMs: 640.4 };
  return { verdict: concludeRuns({ last, earlier }, plan, facts), progress: last.progress(640) };
}

interface Asking {
  respond: Respond;
  place: Place;
  classify: ReturnType<typeof observationClassifier>;
}

function askInTurn(run: Run, { respond, place, classify }: Asking): void {
  const seats = Array.from({ length: CONNECTIONS }, (_, connection) => ({ connection, requests: 0 }));
  const sent = run.arms.map(() => 0);
  const turns = run.arms.map(() => new Turns(place.addresses.length, place.random));
  let opened = CONNECTIONS;
  for (let turn = 0; ; turn++) {
    const arm = run.nextArm();
    if (arm === null) return;
    const seat = seats[turn % CONNECTIONS] as (typeof seats)[number];
    if (seat.requests >= run.requestsPerConnection(arm)) {
      seat.connection = opened++;
      seat.requests = 0;
    }
    seat.requests++;
    const { connection } = seat;
    const request = sent[arm] ?? 0;
    sent[arm] = request + 1;
    const address = turns[arm]?.next(() => true) ?? 0;
    const outcome = respond({ arm, request, connection, address });
    if (run.isClosed(arm)) continue;
    const observation = {
      arm,
      outcome,
      sentAt: 1_700_000_000_000 + turn,
      durationMs: place.durationOf(outcome),
      connection,
      address,
    };
    run.count(classify(observation));
    if (!run.decide(arm)) return;
  }
}

/** An answer as service-kit gives it, with more or other headers. */
export function answerOf(track: 'stable' | 'canary', more: Answer['headers'] = {}, status = 200): Answer {
  const instance = track === 'stable' ? 'service-v1-1' : 'service-v2-1';
  const version = track === 'stable' ? '1.0.0' : '1.1.0';
  const headers = { 'x-service-track': track, 'x-service-version': version, 'x-service-instance': instance };
  return { status, headers: { ...headers, ...more }, body: Buffer.from('{}') };
}

/** Canaries spread evenly: `hundredths` of each hundred requests. */
export function share(hundredths: number, canary = answerOf('canary'), stable = answerOf('stable')): Respond {
  return ({ request }) => ((request * hundredths) % 100 < hundredths ? canary : stable);
}

/** All answers in turn, mixed: answers of a kind that follow one another are a burst. */
export function turns(...answers: Outcome[]): Respond {
  const stride = strideOf(answers.length);
  return ({ request }) => answers[(request * stride) % answers.length] as Outcome;
}

/** A step that goes through all places of a round, and keeps neighbours apart. */
function strideOf(places: number): number {
  const divides = (step: number): boolean =>
    Array.from({ length: step - 1 }, (_, index) => index + 2).some(
      (factor) => step % factor === 0 && places % factor === 0,
    );
  let step = Math.max(1, Math.round(places * 0.382));
  while (divides(step)) step++;
  return step;
}
