import { setTimeout as wait } from 'node:timers/promises';
import { deadline } from '../system/deadline.js';
import { quoted, UsageError } from '../text/usage-error.js';
import { composeServices, type RunningServices } from '../topology/compose/running-services.js';
import { stackServices } from '../topology/compose/stack-services.js';

/** The two services of a compose project or a stack that run the versions. */
export interface ScaledServices {
  /** For people: "compose shop". */
  name: string;
  services: RunningServices;
  stable: string;
  canary: string;
}

/** What runs services that can be scaled. */
export type ScaledBy = 'compose' | 'stack';

/**
 * Reads `shop/web+web-next`.
 *
 * @throws UsageError that names the option.
 */
export function readScaledServices(by: ScaledBy, written: string): ScaledServices {
  const [, of, stable, canary] = /^([\w.-]+)\/([\w.-]+)\+([\w.-]+)$/.exec(written) ?? [];
  if (of !== undefined && stable !== undefined && canary !== undefined)
    return {
      name: `${by} ${of}`,
      services: by === 'compose' ? composeServices(of) : stackServices(of),
      stable,
      canary,
    };
  throw new UsageError(
    by,
    `must be a ${by === 'compose' ? 'project' : 'stack'} and the stable and the canary service in it, for example shop/web+web-next; got ${quoted(written)}`,
  );
}

/** New replicas must be ready within this time, in milliseconds. */
export const READY_WITHIN_MS = 120_000;
const ASK_AGAIN_MS = 500;

/** Resolves when so many replicas are ready. @throws Error when they are not in time. */
export async function untilReady(
  { services }: ScaledServices,
  { service, count }: { service: string; count: number },
  signal: AbortSignal,
): Promise<void> {
  using end = deadline(signal, READY_WITHIN_MS);
  for (;;) {
    const ready = await services.replicas(service);
    if (ready >= count) return;
    if (end.signal.aborted)
      throw new Error(
        `${service} has ${ready} of ${count} replicas ready after ${READY_WITHIN_MS / 1_000} s`,
      );
    await wait(ASK_AGAIN_MS, null, { signal: end.signal }).catch(() => {});
  }
}
