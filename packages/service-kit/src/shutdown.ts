import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Registration } from './consul/registration.js';
import { LAST_ANSWERS_MS } from './drain-delay.js';
import type { OpenRequests } from './open-requests.js';
import type { Readiness } from './readiness.js';

/** How a service has left. */
export interface Departure {
  /** Whether Consul has taken the service out. If not, its check finds the service gone. */
  deregistered: boolean;
  /** Requests that were not answered before the deadline and were broken off. */
  brokenOff: number;
  /** In milliseconds, from the first step to the closed server. */
  durationMs: number;
}

export interface LeavingParts {
  server: Server;
  readiness: Readiness;
  registration: Registration;
  requests: OpenRequests;
}

export interface LeavingTimes {
  drainMs: number;
  finishMs: number;
  log: (line: string) => void;
}

/**
 * Leaves without losing a request. Nobody is turned away before everybody had the time to notice:
 * not ready → out of Consul → serve on while the proxies still route here → last answers, with
 * `Connection: close` → no new connections → requests in flight end → closed.
 */
export async function leave(parts: LeavingParts, times: LeavingTimes): Promise<Departure> {
  const { server, readiness, registration, requests } = parts;
  const { drainMs, finishMs, log } = times;
  const startedAt = performance.now();

  readiness.leave();
  const outcome = await registration.leave();
  log(outcome.deregistered ? 'deregistered' : `not deregistered, leaving all the same: ${outcome.reason}`);
  log(`serving for another ${drainMs} ms, while proxies may still route here`);
  await sleep(drainMs);

  requests.closeConnections();
  await sleep(LAST_ANSWERS_MS);

  const closed = once(server, 'close');
  server.close();
  const brokenOff = await requests.finish(finishMs);
  if (brokenOff > 0) log(`${brokenOff} requests broken off: not answered within ${finishMs} ms`);
  server.closeAllConnections();
  await closed;
  return {
    deregistered: outcome.deregistered,
    brokenOff,
    durationMs: Math.round(performance.now() - startedAt),
  };
}
