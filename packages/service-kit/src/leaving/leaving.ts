import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs } from '../consul/back-off.js';
import type { Registration } from '../consul/registration.js';
import type { Siblings } from '../consul/siblings.js';
import type { Withdrawal } from '../consul/withdraw.js';
import type { Readiness } from '../readiness.js';
import type { Log } from '../seen/log.js';
import type { Serving } from '../servers/serving.js';
import type { Departure } from './departure.js';
import type { LeavingWork } from './hooks.js';
import { type LeavingTimes, seconds } from './leaving-times.js';
import { leaveTogether, type Member, partOf } from './member.js';

export interface LeavingParts {
  serving: Serving;
  readiness: Readiness;
  registration: Registration;
  /** Other processes that serve the same port; null if there are none. */
  siblings: Siblings | null;
  work: LeavingWork;
  times: LeavingTimes;
  log: Log;
}

/** Hooks at the end have at least so much of the time, if there are any: as a share, and in milliseconds. */
const END_SHARE = 0.1;
const END_MS = 1_000;
/** Whether a service that is out of Consul has come back is looked at so often while it drains, in milliseconds. */
const LOOK_MS = 500;

/**
 * The way out of one service, in steps. Nobody is turned away before everybody had the time to notice:
 * not ready → out of Consul → serve on while the proxies still route here → last answers, with
 * `Connection: close` → no new connections → requests in flight end → closed.
 */
export class Leaving implements Member {
  readonly #parts: LeavingParts;
  readonly #told = new AbortController();
  #startedAt = 0;
  #whenGone: () => void = () => {};
  #departure: Promise<Departure> | null = null;
  #together: Promise<void> | null = null;
  #withdrawal: Withdrawal = { kind: 'never' };
  #outcome = { brokenOff: 0, told: 0 };

  constructor(parts: LeavingParts) {
    this.#parts = parts;
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
      deregistered: this.#withdrawal.kind === 'gone',
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
    await Promise.all([work.run('before', times.totalMs - times.finishMs), this.#withdrawAndDrain()]);
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

  async #withdrawAndDrain(): Promise<void> {
    const { registration, siblings, times, log } = this.#parts;
    await registration.end();
    if (siblings?.leave()) {
      log.info('other workers serve on, so the registration stays', { event: 'shared' });
      return;
    }
    this.#withdrawal = await registration.withdraw();
    if (this.#withdrawal.kind === 'never') {
      log.info('never registered, so no proxy has to be waited for', { event: 'leaving' });
      return;
    }
    await this.#drainFor(times.drainMs);
  }

  /**
   * Serves on. While Consul does not take the service out it is asked again; and what was on its way to a slow agent when the
   * service left may arrive, and is taken out, too. The delay counts from when it is out.
   */
  async #drainFor(drainMs: number): Promise<void> {
    const { registration, times, log } = this.#parts;
    const latest =
      this.#startedAt + times.totalMs - times.lastAnswersMs - Math.min(times.finishMs, times.totalMs / 4);
    let until = performance.now() + drainMs;
    this.#say();
    log.info(`serving for another ${seconds(drainMs)}, while proxies may still route here`, {
      event: 'draining',
    });
    for (let attempt = 0; performance.now() < until; attempt++) {
      const { kind } = this.#withdrawal;
      const pauseMs = kind === 'failed' ? backOffMs(attempt, Math.random()) : LOOK_MS;
      await sleep(Math.min(pauseMs, until - performance.now()));
      const again =
        kind === 'failed'
          ? performance.now() < until
          : kind === 'gone' && (await registration.isBack(LOOK_MS));
      if (!again) continue;
      this.#withdrawal = await registration.withdraw();
      if (this.#withdrawal.kind === 'failed') continue;
      until = Math.min(latest, performance.now() + drainMs);
      this.#say();
    }
  }

  #say(): void {
    const withdrawal = this.#withdrawal;
    if (withdrawal.kind === 'never') return;
    const level = withdrawal.kind === 'failed' ? 'warn' : 'info';
    this.#parts.log[level](inWords(withdrawal), { event: withdrawal.kind });
  }

  #leftMs(): number {
    return this.#startedAt + this.#parts.times.totalMs - performance.now();
  }
}

function inWords(withdrawal: Exclude<Withdrawal, { kind: 'never' }>): string {
  switch (withdrawal.kind) {
    case 'gone':
      return 'deregistered';
    case 'maintained':
      return `stays in Consul, in maintenance by an operator: ${withdrawal.reason}`;
    case 'replaced':
      return `${withdrawal.other} has the id now, and keeps it`;
    case 'failed':
      return `not deregistered, leaving all the same: ${withdrawal.reason}`;
  }
}
