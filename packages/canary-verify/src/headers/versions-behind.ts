import {
  canaryShare,
  type Deduction,
  type Destination,
  decidedFurther,
  groupName,
  type ServerPool,
  servedParts,
  servedShares,
  type VersionName,
} from '../haproxy/index.js';
import { printable } from '../text/printable.js';
import { quoted, UsageError } from '../text/usage-error.js';

/** Where the two versions are behind HAProxy. */
export interface VersionsBehind {
  canary: VersionName;
  /** The backend where most of the others go; null if no request is known to go to one. */
  stable: string | null;
  pools: readonly ServerPool[];
}

/** What becomes of the requests by the rules, as far as that is known. */
export interface Reached {
  unmarked: readonly Deduction[];
  /** With one of the marks. */
  marked: readonly Deduction[];
}

/** A place that requests go to, with its share of those without a mark. */
interface ReachedPlace extends VersionName {
  name: string;
  share: number;
}

/**
 * Where the canary is: the backend or the servers that are named, the ones that have the word in their name, or of two places
 * the one that gets fewer unmarked requests. The stable version is where most of the others go. Throws a UsageError when it
 * cannot be told.
 */
export function versionsBehind(
  reached: Reached,
  pools: readonly ServerPool[],
  named: string | undefined,
): VersionsBehind {
  const places = placesOf(reached);
  const canary = canaryOf(places, pools, named);
  const others = places.filter((one) => !isSame(one, canary));
  const stable = others.find(({ backend }) => backend !== canary.backend) ?? others[0];
  return { canary, stable: stable?.backend ?? null, pools };
}

/** Those with the most unmarked requests first. */
function placesOf({ unmarked, marked }: Reached): ReachedPlace[] {
  const places = new Map<string, ReachedPlace>();
  const add = (counts: boolean) => (deduction: Deduction) => {
    for (const { destination, share } of deduction.destinations) {
      const place = placeOf(destination);
      if (place === null) continue;
      const before = places.get(place.name)?.share ?? 0;
      places.set(place.name, { ...place, share: before + (counts ? share : 0) });
    }
  };
  unmarked.forEach(add(true));
  marked.forEach(add(false));
  return [...places.values()].sort((one, other) => other.share - one.share);
}

function placeOf(end: Destination): (VersionName & { name: string }) | null {
  if (end.kind === 'backend') return { backend: end.name, servers: null, name: end.name };
  if (end.kind !== 'server') return null;
  const servers = groupName(end.server);
  return { backend: end.backend, servers, name: `${end.backend}/${servers}` };
}

function isSame(one: VersionName, other: VersionName): boolean {
  return one.backend === other.backend && one.servers === other.servers;
}

function canaryOf(
  places: readonly ReachedPlace[],
  pools: readonly ServerPool[],
  named: string | undefined,
): VersionName {
  const listed = places.map(({ name }) => printable(name, 40)).join(', ');
  if (named !== undefined) {
    const found = places.find(({ name }) => name === named) ?? serversNamed(named, places, pools);
    if (found !== null) return found;
    throw new UsageError(
      'canaryBackend',
      `must be a backend or servers that requests go to, one of ${listed}; got ${quoted(named)}`,
    );
  }
  const [called, ...more] = places.filter(({ name }) => /canary/i.test(name));
  if (called !== undefined && more.length === 0) return called;
  // Servers that a mark chooses may be all of a backend's: what is called so among them is the canary.
  const inside = more.length === 0 ? serversCalled(places, pools) : [];
  const [only, ...rest] = inside;
  if (only !== undefined && rest.length === 0) return only;
  const [, fewer, third] = places;
  if (fewer !== undefined && third === undefined) return fewer;
  throw new UsageError(
    'canaryBackend',
    `must be set to the backend or servers of the canary: requests go to ${listed}`,
  );
}

/** Servers of a backend that requests go to: `BACKEND/SERVER`, or a name that one of them begins with. */
function serversNamed(
  named: string,
  places: readonly ReachedPlace[],
  pools: readonly ServerPool[],
): VersionName | null {
  const backends = new Set(places.map(({ backend }) => backend));
  for (const { name: backend, groups, servers } of pools.filter(({ name }) => backends.has(name))) {
    const own = named.startsWith(`${backend}/`) ? named.slice(backend.length + 1) : named;
    if (groups.some(({ name }) => name === own) || servers.some(({ name }) => name === own))
      return { backend, servers: own };
  }
  return null;
}

function serversCalled(places: readonly ReachedPlace[], pools: readonly ServerPool[]): VersionName[] {
  const backends = new Set(places.map(({ backend }) => backend));
  return pools
    .filter(({ name }) => backends.has(name))
    .flatMap(({ name: backend, groups }) =>
      groups.flatMap(({ name }) => (/canary/i.test(name) ? [{ backend, servers: name }] : [])),
    );
}

/** The canary's share of a request; or why it is not known. */
export function shareBehind(deduction: Deduction, { canary, pools }: VersionsBehind): number | string {
  const served = servedShares(deduction, servedParts(pools, [canary]));
  const share = canaryShare(deduction, served, [canary]);
  if (share !== null) return share;
  const [further] = decidedFurther(served);
  return further === undefined
    ? `how backend ${canary.backend} deals requests out is not known here`
    : `backend ${further.backend} leads on to ${further.leadsOn.join(', ')}, whose own rules decide`;
}

/** Whether a request goes to one of the versions. */
export function isBehind(end: Destination, { canary, stable }: VersionsBehind): boolean {
  if (end.kind === 'backend') return end.name === canary.backend || end.name === stable;
  return end.kind === 'server' && (end.backend === canary.backend || end.backend === stable);
}
