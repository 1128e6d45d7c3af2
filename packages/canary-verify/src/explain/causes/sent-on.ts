import { isRoutable, type RuntimeServer } from '../../haproxy/index.js';
import type { Cause } from '../../verdict/cause.js';
import type { Situation } from '../situation/situation.js';

/** The least part of a server's requests that must have gone on: HAProxy counts since its start, and forgets nothing. */
const LEAST_SHARE = 0.01;

/** Finds servers whose requests went on to others, as they took no connection: a session is counted there, and no answer comes. */
export function sentOn({ pools }: Situation): Cause | null {
  const found = pools.flatMap((pool) =>
    pool.servers
      // One that takes no requests any more is a matter of the past.
      .filter((server) => isRoutable(server) && losesRequests(server))
      .map((server) => ({ pool, server })),
  );
  const [first] = found;
  if (first === undefined) return null;
  return {
    kind: 'sent-on',
    servers: found.map(({ pool, server: { name, sentOn, retried, answered } }) => ({
      slot: `${pool.backend}/${name}`,
      sentOn,
      retried,
      answered,
    })),
    place: first.pool.configured?.place ?? null,
  };
}

function losesRequests({ sentOn, answered, sessions }: RuntimeServer): boolean {
  return sentOn > LEAST_SHARE * (sentOn + (answered ?? sessions));
}
