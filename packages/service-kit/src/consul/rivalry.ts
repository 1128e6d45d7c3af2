import type { Log } from '../seen/log.js';
import { type AgentService, isElsewhere, type RegistrationBody } from './registration-body.js';

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

/** What is said of somebody else who has the id, or changes what is registered, and how long it is left so. */
export function yieldTo(
  service: AgentService,
  body: RegistrationBody,
  { rivalry, log }: { rivalry: Rivalry; log: Log },
): number {
  const { ID } = body;
  const other = `${service.Address}:${service.Port}`;
  const waitMs = rivalry.waitMs(performance.now());
  const next = waitMs === 0 ? 'Registering again' : `The next attempt is in ${waitMs / 1_000} s`;
  if (isElsewhere(service, body))
    log.warn(
      `another process has registered as ${ID}, too, with ${other}: each needs an id of its own (\`id\` or SERVICE_ID). ${next}`,
      { event: 'rival', instance: ID, other },
    );
  else if (waitMs > 0)
    log.warn(`somebody changes the registration of ${ID} again and again. ${next}`, {
      event: 'rival',
      instance: ID,
    });
  return waitMs;
}
