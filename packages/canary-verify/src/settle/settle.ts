import { lookup } from 'node:dns/promises';
import { countReplicas } from '../consul/count-replicas.js';
import type { Answer, FailureCause } from '../observation/observation.js';
import { type Redirect, redirectOf, shownLocation } from '../observation/redirect.js';
import type { ResolvedOptions } from '../options/options.js';
import type { WireOutcome } from '../sampling/connection/response-handler.js';
import { KnownExchanges } from '../sampling/http1/known-exchanges.js';
import { newConnection } from '../sampling/new-connection.js';
import type { TargetAddress } from '../sampling/seats.js';
import { untilAborted } from '../system/deadline.js';
import { masked } from '../text/masked.js';
import { afterRedirect } from './after-redirect.js';
import type { Blocked } from './blocked.js';
import { type Addresses, chooseAddresses } from './choose-addresses.js';
import { lookAgain, wantsTls } from './look-again.js';
import { notInConsul } from './not-in-consul.js';
import { unusedProxy } from './unused-proxy.js';

/** The result of the look before counting: the addresses that answer and what is asked there, or the obstacle. */
export type Settled =
  | {
      reachable: true;
      addresses: Addresses;
      /** With the replicas that Consul knows, and the place that redirects lead to. */
      options: ResolvedOptions;
      /** Null if no redirect was followed. */
      followed: Followed | null;
    }
  /** Null if the run was interrupted before anything was found. */
  | { reachable: false; why: Blocked | null };

/** The way that redirects have led. */
export interface Followed {
  /** The target that was given, without secrets. */
  from: string;
  redirects: number;
  /** Headers that were not sent to the last place, because it is of another origin. */
  withheld: readonly string[];
}

/** No answer to the first requests within this time means unreachable, in milliseconds. */
const PROBE_TIMEOUT_MS = 3_000;

/** The maximum number of redirects to follow. */
const MOST_REDIRECTS = 5;

/** Finds out what there is to measure, uncounted. */
export async function settle(options: ResolvedOptions): Promise<Settled> {
  using interruption = untilAborted(options.signal);
  const settled = await Promise.race([find(options), interruption.aborted]);
  return settled ?? { reachable: false, why: null };
}

async function find(options: ResolvedOptions): Promise<Settled> {
  const { consul } = options;
  if (consul === null) return reach(options, null);
  const known = await countReplicas(consul, options.signal);
  if ('failure' in known)
    return { reachable: false, why: { kind: 'consul-unreachable', url: consul.url, cause: known.failure } };
  const { stable, canary } = known.replicas;
  if (stable + canary === 0)
    return { reachable: false, why: await notInConsul(consul, known.unhealthy, options.signal) };
  return reach({ ...options, replicas: known.replicas }, null);
}

/** Asks the target and, where that is wanted, follows its redirects to their end: what is there is measured then. */
async function reach(options: ResolvedOptions, followed: Followed | null): Promise<Settled> {
  const reached = await findAddresses(options);
  if (reached === null || 'kind' in reached) return { reachable: false, why: reached };
  const { addresses, answer } = reached;
  const redirect = options.followRedirects ? redirectOf(answer) : null;
  if (redirect === null) return { reachable: true, addresses, options, followed };
  const { from, redirects, withheld } = followed ?? {
    from: masked(options.target.href),
    redirects: 0,
    withheld: [],
  };
  const next = redirects === MOST_REDIRECTS ? 'too-many' : afterRedirect(options, redirect.location);
  if (typeof next === 'string')
    return {
      reachable: false,
      why: { kind: 'redirect-not-followed', ...shown(redirect, options), why: next },
    };
  return reach(next.options, { from, redirects: redirects + 1, withheld: [...withheld, ...next.withheld] });
}

function shown({ status, location }: Redirect, { target }: ResolvedOptions) {
  return { status, from: masked(target.href), location: shownLocation(location, target) };
}

/** The addresses, and an answer of one of them. */
interface Reached {
  addresses: Addresses;
  answer: Answer;
}

/**
 * Resolves the target once and asks each of its addresses. If one of them answers, with whatever status, all are used from then
 * on: those that do not answer fail for other clients, too. chooseAddresses says which are left out all the same.
 */
async function findAddresses(options: ResolvedOptions): Promise<Reached | Blocked | null> {
  const found = await resolve(options);
  if (options.signal.aborted) return null;
  if (found.length === 0) {
    const proxy = unusedProxy(options.target, process.env);
    return { ...unreachable([nameOf(options)], 'unresolved'), ...(proxy !== null && { unusedProxy: proxy }) };
  }
  const outcomes = await Promise.all(found.map((address) => probe(options, address)));
  const answer = outcomes.find((outcome) => typeof outcome === 'object');
  if (answer !== undefined && wantsTls(options, answer))
    return {
      ...unreachable(
        found.map((address) => endpoint(address, options)),
        'http-400',
      ),
      problem: { kind: 'speaks-tls' },
    };
  const asked = found.map((address, index) => {
    const outcome = outcomes[index] ?? 'malformed';
    const cause = typeof outcome === 'string' ? outcome : null;
    return { address, shown: endpoint(address, options), cause };
  });
  const addresses = chooseAddresses(asked, isLoopbackName(options) || found.every(isThisMachine));
  if (addresses !== null && answer !== undefined) return { addresses, answer };
  const cause = outcomes.find((outcome) => typeof outcome === 'string') ?? 'malformed';
  const problem = await lookAgain(options, found[0] ?? null, cause);
  const proxy = unusedProxy(options.target, process.env);
  return {
    ...unreachable(
      found.map((address) => endpoint(address, options)),
      cause,
    ),
    ...(problem !== null && { problem }),
    ...(proxy !== null && { unusedProxy: proxy }),
  };
}

function unreachable(
  tried: readonly string[],
  cause: FailureCause,
): Extract<Blocked, { kind: 'unreachable' }> {
  return { kind: 'unreachable', tried, cause };
}

/** "127.0.0.1:48151", "[::1]:48151", "/run/proxy.sock". */
function endpoint(address: TargetAddress, options: ResolvedOptions): string {
  if (address === null) return nameOf(options);
  const { target, request } = options;
  const host = address.family === 6 ? `[${address.address}]` : address.address;
  const port = target.port || (target.protocol === 'https:' ? 443 : 80);
  return `${host}:${request.via.kind === 'elsewhere' ? request.via.port : port}`;
}

/** The place that connections go to, as the user wrote it. */
function nameOf({ target, request: { via: way } }: ResolvedOptions): string {
  if (way.kind === 'socket') return way.path;
  return way.kind === 'elsewhere' ? `${way.hostname}:${way.port}` : target.host;
}

async function resolve({ target, request: { via: way } }: ResolvedOptions): Promise<TargetAddress[]> {
  if (way.kind === 'socket') return [null];
  if (way.kind === 'resolved') return distinctAddresses(way.addresses);
  const hostname = way.kind === 'elsewhere' ? way.hostname : target.hostname;
  try {
    return distinctAddresses(await lookup(hostname.replace(/^\[(.*)\]$/, '$1'), { all: true }));
  } catch {
    return [];
  }
}

/** A system that knows a name from two sources may give an address twice. */
function distinctAddresses(addresses: readonly NonNullable<TargetAddress>[]): TargetAddress[] {
  return [...new Map(addresses.map((one) => [one.address, one])).values()];
}

/** The two usual addresses of this machine. */
function isThisMachine(one: TargetAddress): boolean {
  return one?.address === '127.0.0.1' || one?.address === '::1';
}

/** A name of this machine that nobody has given addresses for: `localhost`, `shop.localhost`. */
function isLoopbackName({ target, request: { via: way } }: ResolvedOptions): boolean {
  if (way.kind === 'socket' || way.kind === 'resolved') return false;
  return /^(.+\.)?localhost\.?$/i.test(way.kind === 'elsewhere' ? way.hostname : target.hostname);
}

/** A replica that hangs or breaks must not make the target look unreachable: one answer to these is enough. */
const PROBES = 3;

async function probe(
  { target, timeoutMs, arms, request, http2, signal }: ResolvedOptions,
  address: TargetAddress,
): Promise<WireOutcome> {
  const destination = {
    target,
    address,
    request,
    http2,
    timeoutMs: Math.min(timeoutMs, PROBE_TIMEOUT_MS),
  };
  const known = new KnownExchanges();
  const connections = Array.from({ length: PROBES }, () => newConnection(destination, known));
  const deadlines = setInterval(() => {
    for (const connection of connections) connection.checkDeadline(performance.now());
  }, 50);
  using interruption = untilAborted(signal);
  const now = performance.now();
  const first = { headers: arms[0].headers.flat(), perConnection: 1, since: now, now };
  try {
    const answer = firstAnswer(
      connections.map(
        (connection) =>
          new Promise<WireOutcome>((done) => connection.send(first, ({ outcome }) => done(outcome))),
      ),
    );
    return (await Promise.race([answer, interruption.aborted])) ?? 'timeout';
  } finally {
    clearInterval(deadlines);
    await Promise.all(connections.map((connection) => connection.destroy()));
  }
}

/** The first outcome that is an answer; the first cause of failure when none is. */
function firstAnswer(outcomes: readonly Promise<WireOutcome>[]): Promise<WireOutcome> {
  return new Promise((resolve) => {
    for (const outcome of outcomes) void outcome.then((one) => typeof one === 'object' && resolve(one));
    void Promise.all(outcomes).then(([first]) => resolve(first ?? 'malformed'));
  });
}
