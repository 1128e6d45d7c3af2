import { type Endpoints, json } from './routes.js';

/** Whether the service wants new requests. */
export class Readiness {
  #leaving = false;

  /** From now on the service is not ready, for good. */
  leave(): void {
    this.#leaving = true;
  }

  get leaving(): boolean {
    return this.#leaving;
  }
}

/**
 * `/health` and `/health/ready` say whether to send requests here, `/health/live` whether the process serves at
 * all. Who restarts or drops processes must ask the latter: a service that leaves is not ready, but well.
 */
export function healthEndpoints(readiness: Readiness): Endpoints {
  const pass = json(200, { status: 'pass' });
  const leaving = json(503, { status: 'fail', reason: 'leaving' });
  const ready = () => (readiness.leaving ? leaving : pass);
  return new Map([
    ['/health', ready],
    ['/health/ready', ready],
    ['/health/live', () => pass],
  ]);
}
