import { observationClassifier } from '../src/classify/classify-observation.js';
import { Run } from '../src/decide/run.js';
import type { Answer, FailureCause } from '../src/observation/observation.js';
import { type ResolvedOptions, resolveOptions, type VerifyOptions } from '../src/options/options.js';
import type { Progress } from '../src/options/progress.js';
import { type Attempt, makePlan } from '../src/plan/plan.js';
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
}

/** What becomes of a request. */
export type Outcome = Answer | FailureCause;
export type Respond = (asked: Asked) => Outcome;

/** As many connections are open at once; where several requests go over one they take turns. */
const CONNECTIONS = 10;

/**
 * A run without a network: what `verify` does with outcomes, in a few milliseconds. `known`: what it has found out before it
 * counts. `durationOf`: how long a request took, in milliseconds.
 */
export function runOn(
  given: VerifyOptions,
  respond: Respond,
  known: Partial<ResolvedOptions> = {},
  durationOf: (outcome: Outcome) => number = () => 2,
): { verdict: Verdict; progress: Progress } {
  const plan = makePlan({ ...resolveOptions(given), ...known });
  const { options } = plan;
  const [first, ...others] = plan.attempts;
  const attempt = (one: Attempt) => {
    const run = new Run(options, one, () => 0.5);
    askInTurn(run, observationClassifier(options.rules), { respond, durationOf });
    return run;
  };
  const earlier: Run[] = [];
  let last = attempt(first);
  for (const other of others) {
    if (!last.pinned) break;
    earlier.push(last);
    last = attempt(other);
  }
  const facts = { target: options.target, followed: null, durationMs: 640.4 };
  return { verdict: concludeRuns({ last, earlier }, plan, facts), progress: last.progress(640) };
}

interface FakeTarget {
  respond: Respond;
  durationOf: (outcome: Outcome) => number;
}

function askInTurn(
  run: Run,
  classify: ReturnType<typeof observationClassifier>,
  { respond, durationOf }: FakeTarget,
): void {
  const seats = Array.from({ length: CONNECTIONS }, (_, connection) => ({ connection, requests: 0 }));
  const sent = run.arms.map(() => 0);
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
    const outcome = respond({ arm, request, connection });
    if (run.isClosed(arm)) continue;
    const durationMs = durationOf(outcome);
    run.count(classify({ arm, outcome, sentAt: 1_700_000_000_000 + turn, durationMs, connection }));
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
