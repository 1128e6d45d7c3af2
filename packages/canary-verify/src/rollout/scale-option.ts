import { type ShareOptions, socketsOf, standsInHaproxy } from '../share/share-options.js';
import { nearest } from '../text/nearest.js';
import { quoted, UsageError } from '../text/usage-error.js';
import { asRouted, type Capacity, commandCapacity, scaledCapacity } from './capacity.js';

/** What runs the replicas, beside a share that something else makes: just one of compose, stack and the two commands. */
export interface ScaleKeys {
  /** A compose project and its two services: `shop/web+web-next`. */
  compose?: string;
  /** The same of a stack on Docker Swarm. */
  stack?: string;
  /** Your own command; `{track}` in it is `stable` or `canary`, `{count}` the number of replicas. */
  setCommand?: string;
  /** Your own command that prints how many are ready; `{track}` is the version. */
  getCommand?: string;
  /** HAProxy's backends of both versions, `web+web-next`: a replica counts when every HAProxy sends requests to it. */
  backends?: string;
}

const KEYS: readonly string[] = [
  'compose',
  'stack',
  'setCommand',
  'getCommand',
  'backends',
] satisfies (keyof ScaleKeys)[];

/**
 * Reads what a plan says of the replicas: `{ compose: 'shop/web+web-next' }`; null if it says nothing.
 *
 * @throws UsageError that names the file and the key.
 */
export function readScale(
  written: unknown,
  { file, haproxyStats }: { file: string; haproxyStats: readonly string[] },
): Capacity | null {
  if (written === undefined) return null;
  const { backends, ...way } = readKeys(written, file);
  const capacity = readWay(way, file);
  if (backends === undefined) return capacity;
  const [, stable, canary] = /^([^\s/;+]+)\+([^\s/;+]+)$/.exec(backends) ?? [];
  if (stable === undefined || canary === undefined)
    throw wrong(
      file,
      `backends must be that of the stable version and that of the canary, for example web+web-next; got ${quoted(backends)}`,
    );
  return asRouted(capacity, socketsOf({ haproxyStats }), { stable, canary });
}

/** @throws UsageError where the number of replicas is said once, and the rollout changes it. */
export function refuseFixedReplicas({ replicas }: { replicas?: unknown }, scales: boolean): void {
  if (scales && replicas !== undefined)
    throw new UsageError(
      'replicas',
      'is for replicas that stay as many as they are, and scale changes them: name `consul`, which knows how many there are',
    );
}

/**
 * The runtime sockets that are for the share: none where it does not stand in a HAProxy, and `backends` of `scale` has a use for them.
 */
export function socketsForShare<Some extends Partial<ShareOptions>>(share: Some, scale: unknown): Some {
  const countsRouted = typeof scale === 'object' && scale !== null && 'backends' in scale;
  return countsRouted && !standsInHaproxy(share) ? { ...share, haproxyStats: [] } : share;
}

type Written = Readonly<Partial<Record<string, string>>>;

function readKeys(written: unknown, file: string): Written {
  if (typeof written !== 'object' || written === null || Array.isArray(written))
    throw wrong(
      file,
      `must say what runs the replicas, for example { compose: shop/web+web-next }; got ${quoted(written)}`,
    );
  for (const [key, value] of Object.entries(written)) {
    const near = nearest(key, KEYS);
    if (!KEYS.includes(key))
      throw wrong(
        file,
        `has the key ${quoted(key)}, which means nothing there; ${near === null ? `there are ${KEYS.join(', ')}` : `did you mean ${near}?`}`,
      );
    if (typeof value !== 'string') throw wrong(file, `${key} must be text; got ${quoted(value)}`);
  }
  return written as Written;
}

function readWay({ compose, stack, setCommand, getCommand }: Written, file: string): Capacity {
  const ways = [compose, stack, setCommand ?? getCommand].filter((one) => one !== undefined);
  if (ways.length !== 1)
    throw wrong(file, 'must have either compose, or stack, or setCommand and getCommand');
  if (compose !== undefined) return scaledCapacity('compose', compose);
  if (stack !== undefined) return scaledCapacity('stack', stack);
  if (setCommand === undefined || getCommand === undefined)
    throw wrong(file, 'must have both setCommand and getCommand: what was set is read back');
  return commandCapacity({ set: setCommand, get: getCommand });
}

function wrong(file: string, problem: string): UsageError {
  return new UsageError('plan', `${file}: scale ${problem}`);
}
