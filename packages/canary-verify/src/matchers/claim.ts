import { verifyHeaders } from '../headers/verify-headers.js';
import { readHeaderLine } from '../options/header-line.js';
import type { VerifyOptions } from '../options/options.js';
import { type Header, headersName } from '../options/request-headers.js';
import type { Replicas } from '../terms/replicas.js';
import { quoted, UsageError } from '../text/usage-error.js';
import type { Verdict } from '../verdict/verdict.js';
import { verify } from '../verify.js';
import type {
  ReplicasOptions,
  RouteOptions,
  RoutesOptions,
  SplitOptions,
  VersionOptions,
} from './traffic-options.js';

/** A claim about the traffic that requests can show or refute. */
export interface Claim {
  /** The options that limit the run. */
  limits: Pick<VerifyOptions, 'maxTimeMs' | 'overMs' | 'consul' | 'haproxyStats'>;
  /** Sends the requests, within a time in milliseconds; null: the default. */
  measure(maxTimeMs: number | null): Promise<Verdict>;
  /** Why a verdict `matches` does not show the claim; null if it does. */
  leavesOpen(verdict: Verdict): string | null;
}

/** The canary gets this share of the requests. */
export function splitClaim(url: unknown, share: string | number, options: SplitOptions = {}): Claim {
  return claimOf(verify, {
    ...checked(options, ['target', 'expect', 'arms']),
    target: readUrl(url),
    expect: share,
  });
}

/** Requests with this header reach one version alone. */
export function routeClaim(url: unknown, header: string, options: RouteOptions): Claim {
  const { to, unmarked, ...others } = checked(options, ['target', 'expect', 'arms', 'tolerance']);
  if (to !== 'stable' && to !== 'canary')
    throw new UsageError('to', `must be 'canary' or 'stable'; got ${quoted(to)}`);
  const headers = [readMark(header)];
  const marked = { name: headersName(headers), headers, expect: to === 'canary' ? '100%' : '0%' };
  const arms = [marked, ...(unmarked === undefined ? [] : [{ name: 'unmarked', expect: unmarked }])];
  return claimOf(verify, { ...others, target: readUrl(url), arms });
}

/** Each kind of request that HAProxy's rules tell apart goes where they say. */
export function routesClaim(
  url: unknown,
  config: string | readonly string[],
  options: RoutesOptions = {},
): Claim {
  return claimOf(verifyHeaders, {
    ...checked(options, ['target', 'config', 'arms']),
    target: readUrl(url),
    config,
  });
}

/** As many replicas answer, each of them; and the canary gets the share that they give. */
export function replicasClaim(url: unknown, replicas: Replicas, options: ReplicasOptions = {}): Claim {
  const given = checked(options, ['target', 'arms', 'replicas', 'consul']);
  const { stable, canary } = replicas;
  const expect = given.expect ?? canary / (stable + canary);
  // What is no number is refused by its own name.
  const run = { ...given, target: readUrl(url), replicas, expect: Number.isNaN(expect) ? 0 : expect };
  return { ...claimOf(verify, run), leavesOpen: namesNoReplica };
}

/** Every response comes from this version, whichever side it is on. */
export function versionClaim(url: unknown, version: string, options: VersionOptions = {}): Claim {
  const given = checked(options, ['target', 'expect', 'arms', 'tolerance', 'canary', 'stable']);
  if (typeof version !== 'string' || version === '')
    throw new UsageError(
      'version',
      `must be the text that responses have, such as '2.0.0'; got ${quoted(version)}`,
    );
  return claimOf(verify, { ...given, target: readUrl(url), canary: version, expect: '100%' });
}

/** The claim that this run of `verify` or `verifyHeaders` shows. */
function claimOf<Options extends VerifyOptions>(
  run: (options: Options) => Promise<Verdict>,
  options: Options,
): Claim {
  return {
    limits: options,
    measure: (maxTimeMs) => run(maxTimeMs === null ? options : { ...options, maxTimeMs }),
    leavesOpen: () => null,
  };
}

/** Who does not say which replica it is cannot be counted. */
function namesNoReplica({ diagnosis }: Verdict): string | null {
  if (!diagnosis.some(({ kind }) => kind === 'replicas-unnamed')) return null;
  return 'Responses do not name their replica: whether each of them has answered is not known.';
}

/** JavaScript gives what the types refuse, and it would go unheard. */
function checked<Options extends object>(options: Options, given: readonly string[]): Options {
  if (typeof options !== 'object' || options === null)
    throw new UsageError('options', `must be an object; got ${quoted(options)}`);
  const twice = given.find((name) => Object.hasOwn(options, name));
  if (twice === undefined) return options;
  throw new UsageError(twice, 'must not be among the options here: the claim gives it');
}

/** What stands in a header may be a secret: it is never quoted. */
function readMark(line: string): Header {
  const header = readHeaderLine(String(line));
  if (header !== null) return header;
  throw new UsageError('header', "must be a name and a value, for example 'X-Canary: always'");
}

function readUrl(url: unknown): string {
  if (typeof url === 'string') return url;
  if (url instanceof URL || Object.prototype.toString.call(url) === '[object URL]') return String(url);
  const got = url === null ? 'null' : typeof url === 'object' ? 'an object' : quoted(url);
  throw new UsageError('target', `must be the URL that is asked, as text or URL; got ${got}`);
}
