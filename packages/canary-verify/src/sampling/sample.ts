// Not the global one, which is looked up through a getter each time.
import { performance } from 'node:perf_hooks';
import type { Observation } from '../observation/observation.js';
import type { ResolvedOptions } from '../options/options.js';
import type { FinishedRequest, OwnPart } from './connection/connection.js';
import { DispatchOrder } from './dispatch-order.js';
import { HeldAnswers } from './held-answers.js';
import { Pace } from './pace.js';
import { type Seat, Seats, type TargetAddress } from './seats.js';
import { type Schedule, Spread, type SpreadOver } from './spread.js';
import { Turns } from './turns.js';
import { TimeUnderWay, type Unanswered } from './unanswered.js';

/*
 * How bytes become an observation:
 *
 *   Sampler        asks the demand which arm is next (Turns), and when (Pace); deals it an address (Turns again),
 *                  of which a free seat takes the request
 *   Seat           holds one connection and the request under way on it
 *   Connection     sends a request: HTTP/1 over a wire, HTTP/2 over undici
 *   Wire           carries bytes over TCP or TLS; what arrives stands in ARRIVING        onArrived
 *   KnownExchange  recognises a response whose bytes came before; else
 *   AnswerReader   lets undici parse it; a strand is the socket that undici sees         onOutcome
 *   Connection     adds times and the connection's number: a FinishedRequest             onFinished
 *   Sampler        adds the arm: an Observation; DispatchOrder hands it on in its turn   take
 */

/** The requests that the sampler is asked for, and the receiver of its observations. */
export interface Demand {
  /** The arm of the next request; null when no more are wanted. */
  nextArm(): number | null;
  /** The time to leave between the latest request and the next one, in milliseconds; 0 for none. */
  betweenMs(): number;
  /** The number of requests that the connection of the arm's next request may carry before it is closed. */
  requestsPerConnection(arm: number): number;
  /** Takes observations in the order of their dispatch; false ends the run, whatever is still under way. */
  take(observation: Observation): boolean;
}

/** The addresses that requests go to, and whether several requests may share a connection. */
export interface SampleRoute {
  addresses: readonly TargetAddress[];
  reuse: boolean;
  /** Null if requests are not spread over a time. */
  spread: SpreadOver | null;
  /** Chance, as from Math.random. */
  random: () => number;
}

/**
 * Reused connections take turns by chance among three times as many as are under way. If each always went on at once, a
 * proxy that deals requests out in turn could give the same replica to the same connection again and again.
 */
const REUSED_PER_REQUEST = 3;

/** How far dispatch may run ahead of the oldest request under way: bounds memory while one of them hangs. */
const MOST_AHEAD = 10_000;

/**
 * Sends requests over `connections` connections until the demand is met or `signal` aborts, and returns what was still
 * unanswered then.
 *
 * Each address has its turn once in a round, for each arm: by the order of dispatch, not by which connection is free. So a
 * slow address slows the run down and gets as many requests as a fast one; none runs ahead by more than a round.
 */
export async function sample(
  options: ResolvedOptions,
  route: SampleRoute,
  demand: Demand,
  signal: AbortSignal,
): Promise<Unanswered> {
  const sampler = new Sampler(options, route, demand);
  const stop = () => sampler.end();
  signal.addEventListener('abort', stop, { once: true });
  const deadlines = setInterval(() => sampler.checkDeadlines(), Math.min(100, options.timeoutMs / 4));
  try {
    if (!signal.aborted) await sampler.run();
    return sampler.unanswered();
  } finally {
    signal.removeEventListener('abort', stop);
    clearInterval(deadlines);
    await sampler.close();
  }
}

function scheduleOf(
  { rate }: ResolvedOptions,
  spread: SpreadOver | null,
  random: () => number,
): Schedule | null {
  if (spread !== null) return new Spread(spread, performance.now(), random);
  return rate === null ? null : new Pace(rate, performance.now());
}

/** An address is always wanted. */
const ALWAYS = (): boolean => true;

class Sampler {
  /** Per arm: a flat array [name, value, name, value, …], the form undici handles fastest. */
  readonly #headers: readonly string[][];
  readonly #demand: Demand;
  readonly #seats: Seats;
  /** The most seats that are taken or resting at a time. */
  readonly #mostSeats: number;
  /** The turns of the addresses, for each arm. */
  readonly #addressTurns: readonly Turns[];
  readonly #order: DispatchOrder<Observation>;
  readonly #held = new HeldAnswers();
  readonly #mostUnderWay: number;
  readonly #resting: Seat[] = [];
  /** Null if a request is sent as soon as a connection is free. */
  readonly #pace: Schedule | null;
  #waking: NodeJS.Timeout | null = null;
  readonly #time = new TimeUnderWay();
  #sent = 0;
  /** When the latest request was sent. */
  #latest = Number.NEGATIVE_INFINITY;
  #underWay = 0;
  #ended = false;
  #resolve = (): void => {};

  constructor(options: ResolvedOptions, { addresses, reuse, spread, random }: SampleRoute, demand: Demand) {
    this.#headers = options.arms.map(({ headers }) => headers.flat());
    this.#demand = demand;
    this.#mostUnderWay = options.connections;
    this.#pace = scheduleOf(options, spread, random);
    this.#mostSeats = options.connections * (reuse ? REUSED_PER_REQUEST : 1);
    const seating = { count: this.#mostSeats, addresses };
    this.#seats = new Seats(options, seating, (seat, finished) => this.#note(seat, finished), random);
    this.#addressTurns = options.arms.map(() => new Turns(addresses.length, random));
    this.#order = new DispatchOrder((observation) => {
      this.#held.release(observation);
      if (!this.#ended && !demand.take(observation)) this.end();
    });
  }

  run(): Promise<void> {
    const over = new Promise<void>((resolve) => {
      this.#resolve = resolve;
    });
    this.#employIdle();
    return over;
  }

  end(): void {
    this.#ended = true;
    this.#resolve();
  }

  unanswered(): Unanswered {
    return this.#time.unanswered(this.#seats.all, performance.now());
  }

  checkDeadlines(): void {
    const now = performance.now();
    for (const { connection } of this.#seats.all) connection.checkDeadline(now);
  }

  async close(): Promise<void> {
    if (this.#waking !== null) clearTimeout(this.#waking);
    await Promise.all(this.#seats.all.map(({ connection }) => connection.destroy()));
  }

  /** Sends requests over idle connections, as far as there is demand and they are due. */
  #employIdle(): void {
    while (
      !this.#ended &&
      this.#underWay < this.#mostUnderWay &&
      this.#underWay + this.#resting.length < this.#mostSeats &&
      this.#sent - this.#order.next < MOST_AHEAD &&
      !this.#held.full
    ) {
      const now = performance.now();
      const due = this.#pace?.dueAt(this.#sent) ?? now;
      const earliest = Math.max(due, this.#latest + this.#demand.betweenMs());
      if (earliest > now) {
        this.#wakeIn(earliest - now);
        return;
      }
      const arm = this.#demand.nextArm();
      if (arm === null) break;
      this.#send(arm, { since: due, now });
    }
    if (this.#underWay === 0 && this.#resting.length === 0) this.end();
  }

  #wakeIn(ms: number): void {
    this.#waking ??= setTimeout(() => {
      this.#waking = null;
      this.#employIdle();
    }, ms);
  }

  #send(arm: number, { since, now }: Pick<OwnPart, 'since' | 'now'>): void {
    const seat = this.#seats.take(this.#addressTurns[arm]?.next(ALWAYS) ?? 0);
    seat.sequence = this.#sent++;
    seat.sentAt = now;
    this.#latest = now;
    seat.arm = arm;
    this.#underWay++;
    const perConnection = this.#demand.requestsPerConnection(arm);
    const headers = this.#headers[arm] ?? [];
    seat.connection.send({ headers, perConnection, since, now }, seat.onFinished);
  }

  #note(seat: Seat, { outcome, sentAt, durationMs, connection, known }: FinishedRequest): void {
    const { sequence, arm, address } = seat;
    this.#underWay--;
    seat.sentAt = null;
    this.#time.add(outcome, durationMs);
    this.#rest(seat);
    const observation = { arm, outcome, sentAt, durationMs, connection, address };
    if (!known && typeof outcome === 'object') this.#held.hold(observation, outcome);
    this.#order.put(sequence, observation);
  }

  /**
   * After its answer a connection is not idle before all that has come by now has been read: bytes that nobody asked for must
   * be found on it, instead of passing for the answer to its next request. And where each request opens a connection, a proxy
   * answers many that come together sooner than as many that come one by one.
   */
  #rest(seat: Seat): void {
    if (this.#resting.push(seat) > 1) return;
    setImmediate(() => {
      for (const rested of this.#resting.splice(0)) this.#seats.release(rested);
      this.#employIdle();
    });
  }
}
