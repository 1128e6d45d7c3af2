import { type Answer, headerOf, type Observation } from '../observation/observation.js';
import { type CacheSign, cacheSign } from './cache-sign.js';

/** What shows that a cache answers instead of the replicas. */
export interface CacheEvidence {
  /** Responses of which a header says it. */
  hits: number;
  /** The first of them. */
  first: CacheSign | null;
  /** The longest time in which no response was new, in milliseconds, if every replica should have changed its Date. */
  stillMs: number | null;
  known: WeakMap<Answer, CacheSign | null>;
  dated: DatedAnswers;
}

/** Answers by their Date and body, and when the latest new one came. */
interface DatedAnswers {
  seen: Set<string>;
  latestNewAt: number;
}

/** A clock that moves changes Date each second. Nothing new for so long, in milliseconds, is a cache. */
const STILL_MS = 3_000;

/** A server may send as many different answers as it likes: then they are new, and the first may be forgotten. */
const MOST_SEEN = 1_000;

/** The part of a body that two answers are told apart by, in bytes. */
const COMPARED_BYTES = 512;

export function noCaches(): CacheEvidence {
  return {
    hits: 0,
    first: null,
    stillMs: null,
    known: new WeakMap(),
    dated: { seen: new Set(), latestNewAt: 0 },
  };
}

/** Takes an answer in, in the order of dispatch. */
export function noteCache(caches: CacheEvidence, answer: Answer, { sentAt, durationMs }: Observation): void {
  let sign = caches.known.get(answer);
  const { dated } = caches;
  if (sign === undefined) {
    sign = cacheSign(answer);
    caches.known.set(answer, sign);
    if (isNew(dated, answer)) dated.latestNewAt = sentAt + durationMs;
  }
  if (sign !== null) {
    caches.hits++;
    caches.first ??= sign;
  }
  const stillMs = sentAt - dated.latestNewAt;
  if (stillMs >= STILL_MS && headerOf(answer, 'date') !== null) caches.stillMs = stillMs;
}

function isNew({ seen }: DatedAnswers, answer: Answer): boolean {
  const start = answer.body.toString('latin1', 0, COMPARED_BYTES);
  const key = `${headerOf(answer, 'date')}\n${answer.body.length}\n${start}`;
  if (seen.has(key)) return false;
  if (seen.size >= MOST_SEEN) seen.clear();
  seen.add(key);
  return true;
}

/** Whether a cache has answered at all: then it is not known what the replicas would have answered. */
export function isCached({ hits, stillMs }: CacheEvidence): boolean {
  return hits > 0 || stillMs !== null;
}
