import { masked } from '../../text/masked.js';
import type { Cause } from '../../verdict/cause.js';
import { isPassing, isServed, type Situation } from '../situation/situation.js';

/** Finds instances that Consul keeps out. Those that get requests all the same are another cause. */
export function notHealthy({ instances }: Situation): Cause | null {
  const found = instances.flatMap((one) =>
    one.consul === null || isPassing(one) || isServed(one)
      ? []
      : [
          {
            instance: one.name,
            service: one.consul.service,
            status: one.consul.status,
            check: one.consul.check?.name ?? '',
            output: masked(one.consul.check?.output ?? ''),
          },
        ],
  );
  return found.length === 0 ? null : { kind: 'not-healthy', instances: found };
}
