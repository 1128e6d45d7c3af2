import type { Cause } from '../../verdict/cause.js';
import type { Situation } from '../situation/situation.js';

/** Finds servers that have come up lately and get less than their weight for now. */
export function slowstart({ pools, instances }: Situation): Cause | null {
  const slow = pools.flatMap((pool) =>
    pool.servers
      .filter(({ throttle }) => throttle !== null && throttle < 100)
      .map((server) => ({ pool, server })),
  );
  const [first] = slow;
  if (first === undefined) return null;
  return {
    kind: 'slowstart',
    servers: slow.map(({ pool, server }) => ({
      slot: `${pool.backend}/${server.name}`,
      instance:
        instances.find((one) => one.placements.some((place) => place.server === server))?.name ?? null,
      percent: server.throttle ?? 100,
    })),
    place: first.pool.configured?.place ?? null,
  };
}
