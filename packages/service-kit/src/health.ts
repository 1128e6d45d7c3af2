import type { Readiness, ReadinessReport } from './readiness.js';
import { type Answer, type Endpoint, type Endpoints, json } from './routes.js';
import type { EndpointPaths } from './servers/server-options.js';

/**
 * The paths `ready` say whether to send requests here, `live` whether the process serves at all. Who restarts or drops
 * processes must ask the latter: a service that leaves is not ready, but well.
 */
export function healthEndpoints(readiness: Readiness, paths: EndpointPaths): Endpoints {
  const well = json(200, { status: 'pass' });
  const ready = (): Answer | Promise<Answer> => {
    const known = readiness.known;
    if (known === null) return readiness.check().then(answerTo);
    return known.ready ? well : answerTo(known);
  };
  return new Map<string, Endpoint>([
    ...paths.ready.map((path): [string, Endpoint] => [path, ready]),
    ...paths.live.map((path): [string, Endpoint] => [path, () => well]),
  ]);
}

function answerTo({ ready, reason, probes }: ReadinessReport): Answer {
  return json(ready ? 200 : 503, {
    status: ready ? 'pass' : 'fail',
    ...(ready ? {} : { reason }),
    ...(probes.length > 0 && { probes }),
  });
}
