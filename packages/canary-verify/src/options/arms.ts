import type { Place } from '../haproxy/index.js';
import type { Track } from '../terms/track.js';
import { UsageError } from '../text/usage-error.js';
import { type Expectation, readExpectation, readLeak } from './expectation.js';
import { type Header, joinedHeaders, type RequestHeaders, readHeaders } from './request-headers.js';

/** The requests to send, and what is expected of them. */
export interface ArmsOptions {
  /**
   * The share of requests that should reach the canary: `'10%'` or 0.1; 0 % and 100 % mean one version alone. Several
   * versions: `'v1=70%,v2=20%,v3=10%'`. `'auto'` takes it from `consul` (healthy instances and their weights) or from
   * `haproxyConfig`.
   */
  expect?: string | number;
  /** How far from the expected share is still right: `'3pp'` absolute, `'30%'` relative to the share. */
  tolerance?: string | number;
  /** For 0 % and 100 %: the largest leak that the verdict must rule out. Default `'1%'`. */
  leak?: string | number;
  /**
   * Where a response says the version of the second service, which its own service has asked: `json:/credit/version` or
   * `header:NAME`. Its canary must have answered marked requests, its stable version all others. Which of two versions is
   * the canary is found as for the first service.
   */
  secondHop?: string;
  /** Request headers, for all arms: by name, or as pairs in their order. An arm's own go before those of the same name. */
  headers?: RequestHeaders;
  /** Several kinds of request in one run, sampled in turn. Each needs an expectation; without arms there is one, unmarked. */
  arms?: readonly ArmOptions[];
}

/** One kind of request with one expectation. */
export interface ArmOptions {
  /** How the report calls it. */
  name: string;
  /** By name, or as pairs in their order, where the same name may come twice. */
  headers?: RequestHeaders;
  expect: string | number;
  /** For a share. Default: the tolerance of the run. */
  tolerance?: string | number;
  /**
   * The version of the second service that must answer, with `secondHop`; null if any may. Default: the canary if
   * only the canary is expected, else the stable version.
   */
  secondHop?: Track | null;
  /**
   * For one version alone: the kind is shown together with all others that have this set, with far fewer requests. Fewer than
   * `leak` of the requests of all of them go elsewhere, and fewer than ten times as many of each kind. Default: false.
   */
  together?: boolean;
  /** The line of HAProxy's configuration that it is about. */
  rule?: Place;
}

export interface Arm {
  name: string;
  headers: readonly Header[];
  expectation: Expectation;
  /** Null if the second service's version is not checked. */
  secondHop: SecondHop | null;
  rule: Place | null;
}

/** One version alone must answer on the second hop: shown as "less than `leak` of the requests". */
export interface SecondHop {
  track: Track;
  leak: number;
}

/** Reads the arms: those given, or a single one without marks. */
export function readArms(options: ArmsOptions): [Arm, ...Arm[]] {
  const common = readHeaders(options.headers ?? []);
  if (options.arms !== undefined && options.expect !== undefined)
    throw new UsageError('expect', 'and `arms` exclude each other: give each arm its own expectation');
  const [first, ...rest] = (options.arms ?? [unmarked(options)]).map((arm) => readArm(arm, common, options));
  if (first === undefined) throw new UsageError('arms', 'must have at least one arm; got none');
  if (options.tolerance !== undefined && [first, ...rest].every((arm) => arm.expectation.kind === 'only'))
    throw new UsageError('tolerance', 'is only for shares, and no `arms` has one; to limit leaks use `leak`');
  return [first, ...rest];
}

function readArm(arm: ArmOptions, common: readonly Header[], options: ArmsOptions): Arm {
  const leak = options.leak ?? '1%';
  const { expect, tolerance, together = false } = arm;
  const written = { expect, tolerance, leak, together };
  const expectation = readExpectation({ ...written, commonTolerance: options.tolerance });
  const marked = expectation.kind === 'only' && expectation.track === 'canary';
  const { secondHop: track = marked ? 'canary' : 'stable' } = arm;
  return {
    name: arm.name,
    headers: joinedHeaders(common, readHeaders(arm.headers ?? [])),
    expectation,
    secondHop: options.secondHop === undefined || track === null ? null : { track, leak: readLeak(leak) },
    rule: arm.rule ?? null,
  };
}

function unmarked({ expect, tolerance }: ArmsOptions): ArmOptions {
  if (expect === undefined)
    throw new UsageError(
      'expect',
      'is missing: the share of requests that should reach the canary, for example 10%',
    );
  return { name: 'all requests', expect, ...(tolerance === undefined ? {} : { tolerance }) };
}
