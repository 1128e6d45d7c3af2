import { type Door, doorsOf } from '../routing/marks/doors.js';
import { deduceWhile, type While } from '../routing/moments.js';
import { requestTo } from '../routing/request-to.js';
import type { Deduction, ProbedRequest, ProxyRules, RoutingRules } from '../routing/rules/rules.js';
import { sameOutcome } from '../routing/same-outcome.js';
import { type Bind, hasUrl, type Listens } from './listens.js';

/** A request without a mark to one address of a frontend, and what becomes of it. */
export interface DeducedDoor {
  /** Null if the frontend has no address that can be asked. */
  bind: Bind | null;
  /** The host and the path that it asks for; null where any do. */
  door: Door;
  request: ProbedRequest;
  deduction: Deduction;
  while: While;
}

/** What a user wants to ask; by default GET /version, at every address. */
export interface AskedRequest {
  /** Null: each address of the frontend is asked. */
  url: URL | null;
  method: string;
  headers: readonly (readonly [name: string, value: string])[];
  path: string;
}

export const USUAL_REQUEST: AskedRequest = { url: null, method: 'GET', headers: [], path: '/version' };

/** More hosts and paths are not tried. */
const MOST_TRIED = 40;
/** More addresses of one frontend are not looked at. */
const MOST_BINDS = 6;

/**
 * The requests that the rules of a frontend tell apart without a mark: one for each address, host and path that has an end of
 * its own. The first one is the usual one, `/version` with the Host of the address.
 */
export function inspectDoors(
  rules: RoutingRules,
  proxy: ProxyRules,
  { listens, asked, first }: { listens: Listens; asked: AskedRequest; first: ReadonlySet<string> },
): DeducedDoor[] {
  const ask = (bind: Bind | null, door: Door): DeducedDoor => {
    const { bind: at, request } =
      proxy.mode === 'tcp' ? throughTcp(bind, door, asked) : { bind, request: requestAt(bind, door, asked) };
    return { bind: at, door, request, ...deduceWhile(rules, proxy.name, request) };
  };
  const binds = bindsAsked(listens, asked);
  const doors = asked.url === null ? doorsOf(rules, proxy, { most: MOST_TRIED, first }) : [];
  const found: DeducedDoor[] = [];
  const isNew = (one: DeducedDoor) => !found.some((other) => isLike(one, other));
  for (const bind of binds) {
    const usual = ask(bind, ANY_DOOR);
    if (found.length === 0 || isNew(usual)) found.push(usual);
  }
  for (const bind of binds)
    for (const door of doors) {
      const one = ask(bind, door);
      if (isNew(one)) found.push(one);
    }
  return found;
}

const ANY_DOOR: Door = { host: null, path: null, source: null };

function isLike(one: DeducedDoor, other: DeducedDoor): boolean {
  if (one.deduction.unknown.length > 0 && other.deduction.unknown.length > 0)
    return JSON.stringify(one.deduction) === JSON.stringify(other.deduction);
  return sameOutcome(one.deduction, other.deduction);
}

/** One of each kind; of those that differ in their port only, the first, unless rules look at the port. */
function bindsAsked({ binds }: Listens, { url }: AskedRequest): (Bind | null)[] {
  if (url !== null) {
    const own = binds.find((bind) => isAt(url, bind));
    return [own === undefined ? null : { ...own, url: url.origin }];
  }
  const asked = binds.filter((bind) => bind.url !== null).slice(0, MOST_BINDS);
  return asked.length === 0 ? [null] : asked;
}

/** Whether a URL asks this address, as far as its port and TLS tell. */
export function isAt(url: URL, bind: Bind): boolean {
  return (
    bind.url !== null && portOf(bind.url) === portOf(url.href) && bind.tls === (url.protocol === 'https:')
  );
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}

function requestAt(bind: Bind | null, { host, path, source }: Door, asked: AskedRequest): ProbedRequest {
  const url = asked.url ?? new URL(bind?.url ?? 'http://localhost');
  const { method, headers } = asked;
  const base = requestTo(url, { method, headers });
  const named = host === null ? base : { ...base, headers: [['Host', host] as const, ...withoutHost(base)] };
  const sni = !base.tls || host === null ? base.sni : host.replace(/:\d+$/, '');
  const usual = asked.url === null ? asked.path : base.path;
  return {
    ...named,
    sni,
    path: path ?? usual,
    source: source ?? base.source,
    port: bind === null && asked.url === null ? null : base.port,
  };
}

/** In TCP mode a name is one that TLS asks for, which HAProxy hands on as it is. */
function throughTcp(
  bind: Bind | null,
  door: Door,
  asked: AskedRequest,
): { bind: Bind | null; request: ProbedRequest } {
  if (door.host === null || bind === null || bind.tls || !hasUrl(bind))
    return { bind, request: requestAt(bind, door, asked) };
  const wrapped = { ...bind, url: bind.url.replace(/^http:/, 'https:'), tls: true };
  return { bind: wrapped, request: { ...requestAt(wrapped, door, asked), tls: false } };
}

function withoutHost({ headers }: ProbedRequest): ProbedRequest['headers'] {
  return headers.filter(([name]) => name.toLowerCase() !== 'host');
}
