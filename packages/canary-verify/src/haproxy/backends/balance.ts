import type { ConfigLine } from '../configuration/configuration.js';
import { compareVersions, readVersion } from '../configuration/haproxy-version.js';
import type { Balance } from './server-pool.js';

type Kind = Pick<Balance, 'weights' | 'followsChanges'>;

const EXACT: Kind = { weights: 'exactly', followsChanges: true };
const ROUGH: Kind = { weights: 'roughly', followsChanges: true };
const HASH: Kind = { weights: 'of-keys', followsChanges: false };

/** The way each algorithm uses weights (configuration manual, "balance"). */
const KINDS: Record<string, Kind> = {
  roundrobin: EXACT,
  'static-rr': { weights: 'exactly', followsChanges: false },
  leastconn: ROUGH,
  random: ROUGH,
  first: { weights: 'nothing', followsChanges: false },
  source: HASH,
  uri: HASH,
  url_param: HASH,
  hdr: HASH,
  'rdp-cookie': HASH,
  hash: HASH,
};

/**
 * Whether an algorithm, as HAProxy calls it, gives its servers places for good: it takes no weights later. Of hashes this is said though
 * `hash-type consistent` is otherwise, which HAProxy does not show; with it, weights are parts of the keys, not of the requests.
 */
export function hasFixedWeights(algorithm: string): boolean {
  return KINDS[algorithm.replace(/[^\w-].*/s, '')]?.followsChanges === false;
}

/** Algorithms that only `mode http` has; elsewhere HAProxy takes round robin instead. */
const NEEDS_HTTP: ReadonlySet<string> = new Set(['uri', 'url_param', 'hdr']);

/** The algorithm of a proxy, from its lines; null if it is not known here. */
export function balanceOf(lines: readonly ConfigLine[], version: string | null): Balance | null {
  const line = lines.findLast(({ words }) => words[0] === 'balance');
  const written = line?.words[1];
  if (line === undefined || written === undefined) return defaultBalance(version);
  const algorithm = written.replace(/\(.*/s, '');
  const kind = KINDS[algorithm];
  if (kind === undefined) return null;
  const placed = { text: line.words.join(' '), place: line.place };
  if (NEEDS_HTTP.has(algorithm) && modeOf(lines) !== 'http')
    return { algorithm: 'roundrobin', ...placed, ...EXACT };
  const consistent = lines.findLast(({ words }) => words[0] === 'hash-type')?.words[1] === 'consistent';
  return {
    algorithm,
    ...placed,
    ...kind,
    followsChanges: kind.followsChanges || (kind === HASH && consistent),
  };
}

/** Round robin up to 3.2, `random` from 3.3 on. */
function defaultBalance(version: string | null): Balance {
  const known = version === null ? null : readVersion(version);
  const text = 'no balance';
  if (known === null) return { algorithm: 'default', text, place: null, ...ROUGH };
  const random = compareVersions(known, [3, 3, 0, 0, 0, 0, 0]) >= 0;
  return random
    ? { algorithm: 'random', text, place: null, ...ROUGH }
    : { algorithm: 'roundrobin', text, place: null, ...EXACT };
}

export function modeOf(lines: readonly ConfigLine[]): string {
  return lines.findLast(({ words }) => words[0] === 'mode')?.words[1] ?? 'tcp';
}
