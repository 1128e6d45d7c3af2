import { countReplicas } from '../consul/count-replicas.js';
import type { ResolvedOptions } from '../options/options.js';
import type { KnownReplicas } from '../terms/replicas.js';
import { waitForRouting } from './until-routed.js';

/** Consul or HAProxy was still carrying out a change during the run, and has done so by now. */
export interface RoutingChanged {
  kind: 'routing-changed';
  /** Replicas that Consul calls healthy and that answer now, and did not in the run. */
  appeared: readonly string[];
  /** Replicas that answered in the run, and neither are healthy in Consul nor answer any more. */
  gone: readonly string[];
}

/** What a run has shown of the replicas. */
export interface RunReplicas {
  /** The names of those that answered. */
  answered: readonly string[];
  /** The run shows that some never answered. */
  missing: boolean;
}

/** A change takes some seconds: so long the routing may take to become what Consul says, in milliseconds. */
const MOST_WAIT_MS = 3_000;

/**
 * Finds out whether a run that does not match fell into a change: the replicas that Consul knows have changed, one answered that is
 * not healthy, or one was missing; and now just the healthy replicas answer. Null where that cannot be said.
 */
export async function findRoutingChange(
  options: ResolvedOptions,
  { answered, missing }: RunReplicas,
): Promise<RoutingChanged | null> {
  const { consul, replicas, signal } = options;
  if (consul === null || replicas?.ids == null || signal.aborted) return null;
  const before = idsOf(replicas);
  if (!answered.some((instance) => before.has(instance))) return null;
  const known = await countReplicas(consul, signal);
  if ('failure' in known) return null;
  const now = idsOf(known.replicas);
  const gone = answered.filter((instance) => !now.has(instance));
  const changed = before.size !== now.size || [...before].some((id) => !now.has(id));
  if (!changed && gone.length === 0 && !missing) return null;
  const { routed } = await waitForRouting({ ...options, replicas: null, maxTimeMs: MOST_WAIT_MS }, () => {});
  if (!routed) return null;
  return { kind: 'routing-changed', appeared: [...now].filter((id) => !answered.includes(id)), gone };
}

function idsOf({ ids }: KnownReplicas): Set<string> {
  return new Set([...(ids?.stable ?? []), ...(ids?.canary ?? [])]);
}
