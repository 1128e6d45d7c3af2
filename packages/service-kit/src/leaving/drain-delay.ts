/**
 * How long a proxy may go on sending requests to an instance that has left Consul, as fixtures/haproxy sets it
 * up in its section `resolvers`:
 *
 *   1 s    `timeout resolve`: until HAProxy asks Consul again
 *   1 s    `hold nx`: as long as it ignores that the last instance of a service is gone
 *   1.5 s  margin: one answer lost on its way (`timeout retry` 1 s), and 0.5 s for slow machines
 *
 * With other hold times (HAProxy's own default is 30 s for `nx`) the delay must be set to their sum.
 */
export const DRAIN_MS: number = 1_000 + 1_000 + 1_500;

/**
 * After that, answers carry `Connection: close` for this long before the listening socket closes: a client with
 * an open connection learns from an answer that it must not use it again, and does not find it closed
 * while it is sending.
 */
export const LAST_ANSWERS_MS = 500;

/** How long requests in flight may take after that. */
export const FINISH_MS = 10_000;
