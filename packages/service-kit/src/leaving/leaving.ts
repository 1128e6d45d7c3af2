import { setTimeout as sleep } from 'node:timers/promises';
import type { Readiness } from '../readiness.js';
import type { Serving } from '../servers/serving.js';
import type { Departure } from './departure.js';
import { Draining, type DrainingParts } from './draining.js';
import type { LeavingWork } from './hooks.js';
import { leaveTogether, type Member, partOf } from './member.js';

export interface LeavingParts extends DrainingParts {
  serving: Serving;
  readiness: Readiness;
  work: LeavingWork;
}

/** Hooks at the end have at least so much of the time, if there are any: as a share, and in milliseconds. */
const END_SHARE = 0.1;
const END_MS = 1_000;

/**
 * The way out of one service, in steps. Nobody is turned away before everybody had the time to notice:
 * not ready → out of Consul → serve on while the proxies still route here → last answers, with
 * `Connection: close` → no new connections → requests in flight end → closed.
 */
export class Leaving implements Member {
  readonly #parts: LeavingParts;
  readonly #told = new AbortController();
  readonly #draining: Draining;
  #startedAt = 0;
  #whenGone: () => void = () => {};
  #departure: Promise<Departure> | null = null;
  #together: Promise<void> | null = null;
  #outcome = { brokenOff: 0, told: 0 };

  constructor(parts: LeavingParts) {
    this.#parts = parts;
    this.#draining = new Draining(parts);
  }

  /** Aborts when the service begins to leave. */
  get signal(): AbortSignal {
    return this.#told.signal;
  }

  /** Calls this when the last step is done. */
  whenGone(call: () => void): void {
    this.#whenGone = call;
  }

  get departure(): Promise<Departure> | null {
    return this.#departure;
  }

  /** In milliseconds. */
  get totalMs(): number {
    return this.#parts.times.totalMs;
  }

  /** Resolves with how it has left; for hooks that it waits for, its own and those of who leaves with it, with how far it has come. */
  stop(): Promise<Departure> {
    if (this.#departure === null) void leaveTogether([this]);
    else if (partOf.getStore() === this.#together) return Promise.resolve(this.soFar);
    return this.#departure as unknown as Promise<Departure>;
  }

  /** How it has left, as far as it has come. */
  get soFar(): Departure {
    return {
      deregistered: this.#draining.isDeregistered,
      ...this.#outcome,
      unfinished: this.#parts.work.unfinished,
      durationMs: Math.round(performance.now() - this.#startedAt),
    };
  }

  begins(departure: Promise<void>): void {
    this.#together = departure;
    this.#startedAt = performance.now();
    this.#parts.readiness.leave();
    this.#departure = departure.then(() => {
      this.#whenGone();
      return this.soFar;
    });
    this.#told.abort(new Error('the service is leaving'));
  }

  async drain(): Promise<void> {
    const { work, times } = this.#parts;
    await Promise.all([
      work.run('before', times.totalMs - times.finishMs),
      this.#draining.drain(this.#startedAt),
    ]);
  }

  async finish(): Promise<void> {
    const { serving, work, times } = this.#parts;
    const reserve = work.has('end') ? Math.min(END_MS, times.totalMs * END_SHARE) : 0;
    const patience = () => this.#leftMs() - reserve;
    const hooks = work.run('drained', patience());
    this.#outcome.told = serving.lastAnswers();
    await sleep(times.lastAnswersMs);
    serving.stopListening();
    const finishMs = Math.min(times.finishMs, patience());
    const [brokenOff] = await Promise.all([serving.finish(finishMs), work.beaconsEnd(patience()), hooks]);
    this.#outcome.brokenOff = brokenOff;
    if (brokenOff > 0)
      this.#parts.log.error(
        `${brokenOff} requests broken off: not answered within ${Math.round(finishMs)} ms`,
        {
          event: 'brokenOff',
          brokenOff,
        },
      );
    await serving.close();
  }

  async end(): Promise<void> {
    await this.#parts.work.run('end', Math.max(this.#leftMs(), 0));
  }

  #leftMs(): number {
    return this.#startedAt + this.#parts.times.totalMs - performance.now();
  }
}
