import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs } from '../consul/back-off.js';
import type { Registration } from '../consul/registration.js';
import type { Siblings } from '../consul/siblings.js';
import type { Withdrawal } from '../consul/withdraw.js';
import type { Log } from '../seen/log.js';
import { type LeavingTimes, seconds } from './leaving-times.js';

export interface DrainingParts {
  registration: Registration;
  /** Other processes that serve the same port; null if there are none. */
  siblings: Siblings | null;
  times: LeavingTimes;
  log: Log;
}

/** Whether a service that is out of Consul has come back is looked at so often while it drains, in milliseconds. */
const LOOK_MS = 500;

/** Out of Consul, and serving on until no proxy routes here. */
export class Draining {
  readonly #parts: DrainingParts;
  #withdrawal: Withdrawal = { kind: 'never' };

  constructor(parts: DrainingParts) {
    this.#parts = parts;
  }

  get isDeregistered(): boolean {
    return this.#withdrawal.kind === 'gone';
  }

  /** Takes the service out of Consul, and serves on while proxies may still route here. `startedAt`: when it began to leave. */
  async drain(startedAt: number): Promise<void> {
    const { registration, siblings, log } = this.#parts;
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
    await this.#serveOn(startedAt);
  }

  /**
   * Serves on. While Consul does not take the service out it is asked again; and what was on its way to a slow agent when the
   * service left may arrive, and is taken out, too. The delay counts from when it is out.
   */
  async #serveOn(startedAt: number): Promise<void> {
    const { registration, times, log } = this.#parts;
    const { drainMs, totalMs, lastAnswersMs, finishMs } = times;
    const latest = startedAt + totalMs - lastAnswersMs - Math.min(finishMs, totalMs / 4);
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
