import type { Arm } from '../options/arms.js';
import type { ArmTally } from '../tally/tally.js';
import type { ArmTraffic } from './situation/facts.js';

/** The traffic of an arm by instance, from its counts. */
export function armTraffic({ name, headers, expectation }: Arm, tally: ArmTally): ArmTraffic {
  const { requests, stable, canary, unidentified, failed } = tally;
  const instances: ArmTraffic['instances'] = {};
  for (const { origin, track, count: responses } of tally.origins.values())
    if (origin.instance !== null)
      instances[origin.instance] = {
        version: origin.version,
        track,
        count: (instances[origin.instance]?.count ?? 0) + responses,
      };
  return {
    name,
    expected: expectation.kind === 'only' ? expectation.track : null,
    headers: headers,
    ...{ requests, stable, canary, unidentified, failed, instances },
    failures: Object.fromEntries(tally.failures),
    statuses: Object.fromEntries(tally.statuses),
  };
}
