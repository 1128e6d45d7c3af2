import type { ConsulSource } from '../consul/count-replicas.js';
import type { DiffersBeyond } from '../statistics/split-test.js';
import type { KnownReplicas } from '../terms/replicas.js';
import type { VersionPair } from '../terms/version-pair.js';
import { quoted, UsageError } from '../text/usage-error.js';
import { type Arm, type ArmsOptions, readArms } from './arms.js';
import type { Balancing } from './balancing.js';
import {
  type ClassifyOptions,
  type ClassifyRules,
  type ClassifySource,
  readClassifyRules,
  readSecondHop,
} from './classify-rules.js';
import { readConsul } from './consul-source.js';
import { readErrorRate } from './error-rate.js';
import { readFraction } from './expectation.js';
import { readMaxErrors, readWorseRatio } from './health-limits.js';
import { checkOver, defaultMaxTimeMs, LONGEST_MS } from './over.js';
import type { PlannedRun, Progress } from './progress.js';
import { readReplicas, readSettle } from './replicas.js';
import { type RequestOptions, type RequestSettings, readRequest } from './request.js';
import { readSources, type Sources, type SourcesOptions } from './sources.js';
import type { Taken } from './taken.js';
import { readUrl } from './url.js';

/** The options of `verify`. Everything has a default except the expectation. */
export interface VerifyOptions extends ArmsOptions, ClassifyOptions, RequestOptions, SourcesOptions {
  /** The URL asked. Default `http://localhost:48151/version`. */
  target?: string;
  /**
   * Follows up to five redirects of the target, once, before anything is counted: what they lead to is measured. Another
   * origin gets no headers with credentials and no client certificate. Default false: redirects are answers.
   */
  followRedirects?: boolean;
  /** Replaces the path of the target: `/messages/count`. */
  path?: string;
  /** 1 minus the probability of each wrong verdict. Default `'99%'`. */
  confidence?: string | number;
  /**
   * What `differs` says: that the share lies beyond the tolerance (default), beyond half of it, or that it is not the
   * expected share itself. With the last one a verdict always comes, but a share inside the tolerance may differ.
   */
  differsBeyond?: DiffersBeyond;
  /**
   * `fresh`: a new connection for each request. `reuse`: several requests over one connection, watched for replicas that
   * stick to it. `auto` (default): `fresh` while few requests are expected, else `reuse`, and `fresh` again should
   * connections turn out to be pinned. With `reuse`, one version alone needs as many connections as with `fresh`, and about
   * ten requests on each.
   */
  connectionMode?: 'auto' | 'fresh' | 'reuse';
  /**
   * Requests per second, at most 100,000; each is due at its own moment, and its duration counts from there. As many are
   * under way as `connections` allows. Default: each as soon as an earlier one has been answered.
   */
  rate?: number;
  /**
   * Spreads the run evenly over this time, in milliseconds, for routers that change slowly: as many requests as decide in 99 of
   * 100 right runs, or `maxRequests`. No verdict `matches` or `differs` comes before the time is over, except for a leak.
   * Default: as fast as requests are answered. Not with `rate`.
   */
  overMs?: number;
  /** Speaks HTTP/2: with https where the server agrees, with http without asking. */
  http2?: boolean;
  /** Requests under way at the same time, each on a connection of its own. Default 10. */
  connections?: number;
  /** The most requests to spend on each arm. Default three times the expected number. */
  maxRequests?: number;
  /**
   * Waits up to this time, in milliseconds, until just the replicas that `replicas` or `consul` name answer; the run begins then.
   * Default: it begins at once.
   */
  settleMs?: number;
  /** The most time to spend, in milliseconds. Default 60,000; with `overMs` at least 10,000 more than that. */
  maxTimeMs?: number;
  /** How long one request may take, in milliseconds. Default 5,000. */
  timeoutMs?: number;
  /** The share of requests that may fail before the split counts as unmeasured. Default `'1%'`. */
  maxFailures?: string | number;
  /**
   * The share of the canary's own requests that may fail: the run matches only when they are shown to be fewer, and differs
   * when they are shown to be more. Default: no limit.
   */
  maxErrors?: string | number;
  /**
   * The canary is called no worse when its odds of failing, or of being slow, are shown to be less than this multiple of the
   * stable version's: more than 1, at most 1,000. Default 4.
   */
  worseRatio?: number;
  /** Ends the run early; the verdict says what was learnt. */
  signal?: AbortSignal;
  /**
   * The versions of an earlier run, as its diagnosis `compared-versions` names them. Used where a single version answers
   * that does not name its track.
   */
  earlierVersions?: VersionPair;
  /** Called once before the first request, with what the run is expected to cost. */
  onPlan?: (planned: PlannedRun) => void;
  /** Called about twenty times a second while the run goes on, and once in its end. */
  onProgress?: (progress: Progress) => void;
}

/** The options with every default filled in and every value checked. */
export interface ResolvedOptions {
  target: URL;
  followRedirects: boolean;
  arms: readonly [Arm, ...Arm[]];
  /** The source of the expectation with `expect: 'auto'`; null if the user gave the expectation. */
  taken: Taken | null;
  errorRate: number;
  differsBeyond: DiffersBeyond;
  /** Null if the number is not known, or not known yet. */
  replicas: KnownReplicas | null;
  /** Null if Consul is not asked. */
  consul: ConsulSource | null;
  /** The sources that explain a wrong split; null if there are none. */
  sources: Sources | null;
  /** How HAProxy spreads each kind of request, by its configuration; empty without one. */
  balancing: ReadonlyMap<Arm, Balancing>;
  connectionMode: 'auto' | 'fresh' | 'reuse';
  rules: ClassifyRules;
  /** Null if the second service's version is not checked. */
  secondHop: ClassifySource | null;
  request: RequestSettings;
  /** Requests per second; null if each is sent as soon as an earlier one is answered. */
  rate: number | null;
  /** Null if the run is not spread over a time. */
  overMs: number | null;
  http2: boolean;
  connections: number;
  /** Null if the plan chooses it. */
  maxRequests: number | null;
  /** Null if the run begins at once. */
  settleMs: number | null;
  maxTimeMs: number;
  timeoutMs: number;
  maxFailures: number;
  /** Null if the canary's errors have no limit of their own. */
  maxErrors: number | null;
  worseRatio: number;
  /** Null if no earlier run is known. */
  earlierVersions: VersionPair | null;
  signal: AbortSignal;
  onPlan: (planned: PlannedRun) => void;
  /** Null if there is no progress callback. Progress takes time to compute, so it is skipped then. */
  onProgress: ((progress: Progress) => void) | null;
}

/** Reads the options once, at the door. Throws a UsageError at the first that cannot be used. */
export function resolveOptions(options: VerifyOptions): ResolvedOptions {
  const arms = readArms(options);
  const target = readTarget(options);
  const overMs = options.overMs === undefined ? null : readWhole('overMs', options.overMs, LONGEST_MS);
  if (overMs !== null) checkOver(overMs, options);
  const namesVersions = arms.some(({ expectation }) => expectation.kind === 'versions');
  return {
    target,
    followRedirects: readFollowRedirects(options),
    arms,
    taken: null,
    errorRate: readErrorRate(options.confidence ?? '99%'),
    differsBeyond: readChoice('differsBeyond', options.differsBeyond ?? 'tolerance', [
      'tolerance',
      'half',
      'share',
    ]),
    replicas: options.replicas === undefined ? null : readReplicas(options.replicas),
    consul: readConsul(options, arms),
    sources: readSources(options, target),
    balancing: new Map(),
    connectionMode: readChoice('connectionMode', options.connectionMode ?? 'auto', [
      'auto',
      'fresh',
      'reuse',
    ]),
    rules: readClassifyRules(options, namesVersions),
    secondHop: options.secondHop === undefined ? null : readSecondHop(options.secondHop),
    request: readRequest(options, target),
    rate: options.rate === undefined ? null : readRate(options.rate),
    overMs,
    http2: options.http2 ?? false,
    connections: readWhole('connections', options.connections ?? 10, 1000),
    maxRequests:
      options.maxRequests === undefined ? null : readWhole('maxRequests', options.maxRequests, 1e9),
    settleMs:
      options.settleMs === undefined
        ? null
        : readWhole('settle', readSettle(options.settleMs, options), LONGEST_MS),
    maxTimeMs: readWhole('maxTimeMs', options.maxTimeMs ?? defaultMaxTimeMs(overMs), LONGEST_MS),
    timeoutMs: readWhole('timeoutMs', options.timeoutMs ?? 5_000, 3_600_000),
    maxFailures: readFraction('maxFailures', options.maxFailures ?? '1%'),
    maxErrors: options.maxErrors === undefined ? null : readMaxErrors(options.maxErrors),
    worseRatio: readWorseRatio(options.worseRatio ?? 4),
    earlierVersions: options.earlierVersions ?? null,
    signal: options.signal ?? new AbortController().signal,
    onPlan: options.onPlan ?? (() => {}),
    onProgress: options.onProgress ?? null,
  };
}

function readTarget({ target = 'http://localhost:48151/version', path }: VerifyOptions): URL {
  const url = readUrl(
    { option: 'target', example: 'http://localhost:48151/version', instead: 'send them in a header' },
    target,
  );
  if (path === undefined) return url;
  if (!/^\/[\x21-\x7e]*$/.test(path))
    throw new UsageError('path', `must be a path, for example /version; got ${quoted(path)}`);
  // Two slashes in front would name another host, were it not for the origin before them.
  return new URL(url.origin + path);
}

/** A body is meant for the target alone, and a redirect may turn a POST into a GET (RFC 9110, section 15.4). */
function readFollowRedirects({ followRedirects = false, method, body }: VerifyOptions): boolean {
  const safe = body === undefined && /^(get|head)$/i.test(method ?? 'GET');
  if (!followRedirects || safe) return followRedirects;
  throw new UsageError('followRedirects', 'is only for GET and HEAD: use the URL that the redirect names');
}

function readChoice<Choice extends string>(
  option: string,
  value: Choice,
  choices: readonly Choice[],
): Choice {
  if (choices.includes(value)) return value;
  throw new UsageError(option, `must be one of ${choices.join(', ')}; got ${quoted(value)}`);
}

function readRate(rate: number): number {
  if (rate > 0 && rate <= 100_000) return rate;
  throw new UsageError(
    'rate',
    `must be more than 0 and at most 100000 requests per second; got ${quoted(rate)}`,
  );
}

function readWhole(option: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new UsageError(option, `must be a whole number from 1 to ${most}; got ${quoted(value)}`);
}
