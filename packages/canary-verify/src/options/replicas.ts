import type { KnownReplicas, Replicas } from '../terms/replicas.js';
import { quoted, UsageError } from '../text/usage-error.js';
import type { ConsulOptions } from './consul-source.js';

/** Nobody says their weights: they may be uneven. */
export function readReplicas({ stable, canary }: Replicas): KnownReplicas {
  const counts = [stable, canary].every((count) => Number.isInteger(count) && count >= 0 && count <= 10_000);
  if (counts && stable + canary > 0) return { stable, canary, weights: null, ids: null };
  throw new UsageError(
    'replicas',
    `must be whole numbers with at least one replica; got ${quoted(`${stable} and ${canary}`)}`,
  );
}

/** A run can wait only for replicas that it knows of. */
export function readSettle(settleMs: number, { replicas, consul }: ConsulOptions): number {
  if (replicas === undefined && consul === undefined)
    throw new UsageError(
      'settle',
      'must have `replicas` or `consul` beside it: they say which replicas to wait for',
    );
  return settleMs;
}
