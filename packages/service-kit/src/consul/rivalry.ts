import type { Log } from '../seen/log.js';
import {
  type AgentService,
  isElsewhere,
  isRegisteredAs,
  type RegistrationBody,
} from './registration-body.js';
import type { Standing } from './standing.js';

const FIRST_MS = 5_000;
const MOST_MS = 60_000;
/** After so long without one, the next change is the first again, in milliseconds. */
const PEACE_MS = 180_000;

/**
 * How long to wait before an id is taken back from another process that has registered under it: the first time not at
 * all, for it may have been a mistake; then 5, 10, 20 … up to 60 seconds. Two processes with one id that are both ours
 * register nine times in a minute, together.
 */
export class Rivalry {
  #times = 0;
  #latest = Number.NEGATIVE_INFINITY;

  /** @param now In milliseconds, by a clock that only goes forward. */
  waitMs(now: number): number {
    if (now - this.#latest > PEACE_MS) this.#times = 0;
    this.#latest = now;
    const times = this.#times++;
    return times === 0 ? 0 : Math.min(MOST_MS, FIRST_MS * 2 ** (times - 1));
  }
}

/** What Consul has of the service, beside what it should have. */
export interface Claim {
  service: AgentService | null;
  body: RegistrationBody;
  /** Where this process has told Consul that it is; perhaps elsewhere before its address has changed. */
  sent: readonly RegistrationBody[];
}

/** Those who register under the same id, or change what is registered. */
export class Rivals {
  readonly #rivalry = new Rivalry();
  readonly #standing: Standing;
  readonly #log: Log;

  constructor(standing: Standing, log: Log) {
    this.#standing = standing;
    this.#log = log;
  }

  /** How long the id is left to whoever has it, in milliseconds; 0 if nobody else does. Says who it is. */
  waitMs({ service, body, sent }: Claim): number {
    if (service === null || isRegisteredAs(service, body)) return 0;
    const elsewhere = isElsewhere(service, sent.length === 0 ? [body] : sent);
    const other = `${service.Address}:${service.Port}`;
    if (!this.#standing.wasTaken) {
      if (elsewhere)
        this.#log.info(`takes the place of ${other}, which is registered as ${body.ID}`, {
          event: 'replaced',
          other,
        });
      return 0;
    }
    // What differs in the same place is our own change, unless it was found to be lost.
    if (this.#standing.isRegistered && !elsewhere) return 0;
    if (elsewhere) this.#standing.countsRival();
    const waitMs = this.#rivalry.waitMs(performance.now());
    const next = waitMs === 0 ? 'Registering again' : `The next attempt is in ${waitMs / 1_000} s`;
    if (elsewhere)
      this.#log.warn(
        `another process has registered as ${body.ID}, too, with ${other}: each needs an id of its own (\`id\` or SERVICE_ID). ${next}`,
        { event: 'rival', instance: body.ID, other },
      );
    else if (waitMs > 0)
      this.#log.warn(`somebody changes the registration of ${body.ID} again and again. ${next}`, {
        event: 'rival',
        instance: body.ID,
      });
    return waitMs;
  }
}
