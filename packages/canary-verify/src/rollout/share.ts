import { resolveOptions, type VerifyOptions } from '../options/options.js';
import { refuseToldReplicas } from '../share/known-replicas.js';
import { changedSince, type ShareChange, setShare, type WantedShare } from '../share/set-share.js';
import { readSharePlaces, type ShareOptions } from '../share/share-options.js';
import type { Verdict } from '../verdict/verdict.js';
import { verify } from '../verify.js';
import { NOWHERE } from './roll-out.js';

/** A share for {@link share}. */
export interface ShareRun {
  /** The canary's share: `'10%'`. */
  share: string | number;
  /** Where it stands, and Consul's token if that wants one. */
  where: Partial<ShareOptions>;
  /** The options of the run that verifies it. */
  verify: Omit<VerifyOptions, 'expect' | 'arms'>;
}

/** A share that was set, and what the traffic has. */
export interface ShareEnd {
  /** What stood in each place before, and what was read there afterwards. */
  changes: readonly ShareChange[];
  verdict: Verdict;
  /** Which place does not have the share any more now that the traffic was counted: something else sets it. Null if all have it. */
  lost: string | null;
}

/** How long Consul and HAProxy may take to carry out a change of replicas, in milliseconds. */
const SETTLES_WITHIN_MS = 30_000;

/**
 * Sets the canary's share in all places or in none, reads it back and verifies it with traffic, as `canary-verify share` does.
 *
 * @throws UsageError, or UnreachableShare if a place cannot hold the share within the tolerance: nothing has changed. ShareError if a place
 * cannot be read or set: it says what stands there now.
 *
 * @example
 * import { share } from 'canary-verify/rollout';
 *
 * const { verdict, lost } = await share({
 *   share: '10%',
 *   where: { setCommand: 'echo {share} > share.txt', getCommand: 'cat share.txt' },
 *   verify: { target: 'http://localhost:48151/version' },
 * });
 * console.log(verdict.verdict, verdict.share, lost);
 */
export async function share({ share: expect, where, verify: options }: ShareRun): Promise<ShareEnd> {
  const places = readSharePlaces({ ...NOWHERE, ...where });
  refuseToldReplicas(where, options);
  const wanted = wantedShare({ ...options, expect });
  const signal = options.signal ?? new AbortController().signal;
  const changes = await setShare(places, wanted, signal);
  const verdict = await verify({ ...options, ...settling(changes), expect });
  const lost = signal.aborted ? null : await changedSince(places, changes, signal);
  return { changes, verdict, lost };
}

/** The share as the run will expect it: of 0 % and 100 % nothing less is right. Throws a UsageError. */
export function wantedShare(options: VerifyOptions): WantedShare {
  const [{ expectation }] = resolveOptions(options).arms;
  if (expectation.kind === 'share') return expectation;
  return { share: expectation.kind === 'only' && expectation.track === 'canary' ? 1 : 0, tolerance: 0 };
}

/** Replicas take part when Consul and HAProxy know them: the run waits for just these. */
export function settling(changes: readonly ShareChange[]): Pick<VerifyOptions, 'replicas' | 'settleMs'> {
  const made = changes.find(({ now }) => now.replicas !== null)?.now.replicas ?? null;
  return made === null ? {} : { replicas: made, settleMs: SETTLES_WITHIN_MS };
}
