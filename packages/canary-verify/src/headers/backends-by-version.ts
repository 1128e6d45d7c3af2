import { printable } from '../text/printable.js';
import { quoted, UsageError } from '../text/usage-error.js';

/** The backends of the two versions. */
export interface BackendsByVersion {
  canary: string;
  /** Null if no request is known to go to one. */
  stable: string | null;
}

/** The backends that requests go to by the rules, as far as that is known. */
export interface ReachedBackends {
  /** By unmarked requests, with the least share of each. */
  unmarked: ReadonlyMap<string, number>;
  /** By requests with one of the headers to insert. */
  marked: ReadonlySet<string>;
}

/**
 * The backend that holds the canary: the one that is named, the one that has the word in its name, or of two the one that
 * gets fewer unmarked requests. The stable version is where most of the others go. Throws a UsageError when it cannot be told.
 */
export function backendsByVersion(
  { unmarked, marked }: ReachedBackends,
  named: string | undefined,
): BackendsByVersion {
  const all = [...new Set([...unmarked.keys(), ...marked])];
  const byShare = all.toSorted((one, other) => (unmarked.get(other) ?? 0) - (unmarked.get(one) ?? 0));
  const canary = canaryOf(byShare, named);
  return { canary, stable: byShare.find((backend) => backend !== canary) ?? null };
}

function canaryOf(byShare: readonly string[], named: string | undefined): string {
  const listed = byShare.map((backend) => printable(backend, 40)).join(', ');
  if (named !== undefined) {
    if (byShare.includes(named)) return named;
    throw new UsageError(
      'canaryBackend',
      `must be a backend that requests go to, one of ${listed}; got ${quoted(named)}`,
    );
  }
  const [called, ...others] = byShare.filter((backend) => /canary/i.test(backend));
  if (called !== undefined && others.length === 0) return called;
  const [, fewer, third] = byShare;
  if (fewer !== undefined && third === undefined) return fewer;
  throw new UsageError(
    'canaryBackend',
    `must be set to the backend that holds the canary: requests go to ${listed}`,
  );
}
