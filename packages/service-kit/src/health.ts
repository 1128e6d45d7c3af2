import type { Readiness, ReadinessReport } from './readiness.js';
import { type Answer, type Endpoints, json } from './routes.js';

/**
 * `/health` and `/health/ready` say whether to send requests here, `/health/live` whether the process serves at all. Who
 * restarts or drops processes must ask the latter: a service that leaves is not ready, but well.
 */
export function healthEndpoints(readiness: Readiness): Endpoints {
  const well = json(200, { status: 'pass' });
  const ready = () => {
    const known = readiness.known;
    if (known === null) return readiness.check().then(answerTo);
    return known.ready ? well : answerTo(known);
  };
  return new Map<string, () => Answer | Promise<Answer>>([
    ['/health', ready],
    ['/health/ready', ready],
    ['/health/live', () => well],
  ]);
}

function answerTo({ ready, reason, probes }: ReadinessReport): Answer {
  return json(ready ? 200 : 503, {
    status: ready ? 'pass' : 'fail',
    ...(ready ? {} : { reason }),
    ...(probes.length > 0 && { probes }),
  });
}
