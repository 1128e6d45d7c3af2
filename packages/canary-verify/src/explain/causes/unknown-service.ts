import { nearest } from '../../text/nearest.js';
import type { Cause } from '../../verdict/cause.js';
import { recordOf, serviceIn } from '../situation/pools.js';
import type { Situation } from '../situation/situation.js';
import { servedAfterLeaving } from './served-after-leaving.js';

type UnknownService = Extract<Cause, { kind: 'unknown-service' }>;

/**
 * Finds a service that Consul does not know. One of the two versions that HAProxy is fed with is merely empty: when its last
 * instance leaves, Consul forgets its name.
 */
export function unknownService(situation: Situation): UnknownService | null {
  const { known, pools } = situation;
  const { consul, config, services } = known;
  if (consul === null) return null;
  const configured = config?.pools.flatMap((pool) => pool.servers) ?? [];
  const named = [
    ...configured.map((server) => ({ service: serviceIn(recordOf(server)), place: server.place })),
    ...pools.map(({ service }) => ({ service, place: null })),
  ];
  const versions = Object.values(services);
  // An instance that has left and is still served may be the last one of the service.
  const unsaid =
    servedAfterLeaving(situation)?.service === null
      ? []
      : versions.filter((service) => !named.some((one) => one.service === service));
  const wanted = [
    ...named.filter(({ service }) => service !== null && !versions.includes(service)),
    ...unsaid.map((service) => ({ service, place: null })),
  ];
  const unknown = wanted.find(({ service }) => service !== null && !consul.services.includes(service));
  if (unknown === undefined || unknown.service === null) return null;
  return {
    kind: 'unknown-service',
    service: unknown.service,
    near: nearest(unknown.service, consul.services),
    place: unknown.place,
  };
}
