import { deduce } from './deduce.js';
import type { Candidate, Surroundings } from './marks/candidate.js';
import { candidates } from './marks/candidates.js';
import { exceptionsTo, subjectOf } from './marks/exceptions.js';
import type { HeaderLines, HeaderMark, NearMiss, NearMissKind } from './marks/header-mark.js';
import { nearMisses, nearQueries } from './marks/near-misses.js';
import { assumedIn, findInFewestMoments, type While } from './moments.js';
import { proxyIndex } from './rules/proxy-index.js';
import type { Assumed, Deduction, ProbedRequest, RoutingRules } from './rules/rules.js';
import { sameOutcome } from './same-outcome.js';

/** The default request: the usual target without headers. */
const USUAL_REQUEST: ProbedRequest = {
  method: 'GET',
  path: '/version',
  headers: [['Host', 'localhost']],
  tls: false,
  sni: null,
  certificate: false,
  source: '127.0.0.1',
  port: null,
};

/** How many marks are wanted; where many rules ask for many headers, each mark costs a while. */
export interface WantedMarks {
  most: number;
  /** Backends to which marks are looked for first. */
  first: ReadonlySet<string>;
}

const ALL: WantedMarks = { most: Number.POSITIVE_INFINITY, first: new Set() };

/**
 * The ways to send a request to another backend by headers or cookies, each verified by `deduce`: with them the request
 * goes to one backend always, without them to others at least sometimes. Where that takes servers that are up, which a rule
 * counts (`nbsrv`), the mark says so. Rules whose outcome is unknown otherwise give none.
 *
 * @param unmarked The request without a mark. Where a rule wants another path or method as well, the mark has that.
 * @throws RangeError when there is no such frontend.
 */
export function headerMarks(
  rules: RoutingRules,
  frontend: string,
  unmarked: ProbedRequest = USUAL_REQUEST,
  wanted: WantedMarks = ALL,
): HeaderMark[] {
  const proxy = proxyIndex(rules).frontends.get(frontend);
  if (proxy === undefined) throw new RangeError(`there is no frontend "${frontend}"`);
  const marks = new Map<string, HeaderMark>();
  const askedWhile = rememberAsked((moment) => new Asked(rules, frontend, unmarked, moment));
  for (const candidate of wantedFirst(candidates(rules, proxy), wanted)) {
    if (marks.size >= wanted.most) break;
    const key = JSON.stringify([candidate.headers, candidate.query, candidate.around]);
    if (marks.has(key)) continue;
    const mark = findInFewestMoments(rules, (moment) => markOf(candidate, askedWhile(moment)));
    if (mark !== null) marks.set(key, mark);
  }
  return [...marks.values()];
}

function wantedFirst(all: Candidate[], { first }: WantedMarks): Candidate[] {
  const isFirst = ({ rule: { effect } }: Candidate) =>
    effect.kind === 'backend' && first.has(effect.name.text);
  return first.size === 0 ? all : [...all.filter(isFirst), ...all.filter((one) => !isFirst(one))];
}

/** Makes one for each kind of moment, and keeps it: what it was asked is known then. */
function rememberAsked(make: (moment: While) => Asked): (moment: While) => Asked {
  const kept = new Map<string, Asked>();
  return (moment) => {
    const key = JSON.stringify(moment);
    const asked = kept.get(key) ?? make(moment);
    kept.set(key, asked);
    return asked;
  };
}

/** A frontend that is asked about many requests, and about some of them again and again. */
class Asked {
  readonly frontend: string;
  readonly unmarked: ProbedRequest;
  readonly while: While;
  readonly rules: RoutingRules;
  readonly #assumed: Assumed;
  readonly #known = new Map<string, Deduction>();

  constructor(rules: RoutingRules, frontend: string, unmarked: ProbedRequest, moment: While) {
    this.rules = rules;
    this.frontend = frontend;
    this.unmarked = unmarked;
    this.while = moment;
    this.#assumed = assumedIn(rules, moment);
  }

  deduce(request: ProbedRequest): Deduction {
    return deduce(this.rules, this.frontend, request, this.#assumed);
  }

  /** The end of the request without a mark, which many candidates have in common. */
  without(request: ProbedRequest): Deduction {
    const key = JSON.stringify([request.method, request.path, request.headers, request.sni]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const deduction = this.deduce(request);
    this.#known.set(key, deduction);
    return deduction;
  }
}

function markOf(candidate: Candidate, asked: Asked): HeaderMark | null {
  const { headers, query, around, rule, method, caseSensitive, converters } = candidate;
  const base = surrounded(asked.unmarked, around);
  const request = withQuery(withHeaders(base, headers), query);
  const marked = asked.deduce(request);
  const end = onlyEnd(marked);
  if (end === null) return null;
  const without = asked.without(base);
  if (sameOutcome(marked, without)) return null;
  const like = (deduction: Deduction) => likeWhat(deduction, marked, without);
  const missed = (kind: NearMissKind, lines: HeaderLines, near: string | null): NearMiss => {
    const deduction = asked.deduce(withQuery(withHeaders(base, lines), near));
    return { kind, headers: lines, query: near, deduction, like: like(deduction) };
  };
  const misses =
    query === null
      ? nearMisses(headers).map(([kind, lines]) => missed(kind, lines, null))
      : nearQueries(query).map(([kind, near]) => missed(kind, headers, near));
  const subject = subjectOf(headers, query);
  const withValue = (value: string) => {
    if (subject?.kind === 'parameter')
      return withQuery(withHeaders(base, headers), `${subject.name}=${value}`);
    const [name = ''] = headers.at(-1) ?? [];
    const line = subject?.kind === 'cookie' ? `${subject.name}=${value}` : value;
    return withHeaders(base, [...headers.slice(0, -1), [name, line]]);
  };
  return {
    frontend: asked.frontend,
    headers,
    query,
    request,
    ...end,
    while: asked.while,
    unmarked: without,
    place: rule.place,
    text: rule.text,
    method,
    caseSensitive,
    converters,
    exceptions:
      method !== 'found' || subject === null
        ? []
        : exceptionsTo(subject, asked.rules, (value) => like(asked.deduce(withValue(value))) === 'marked'),
    nearMisses: misses,
  };
}

/** The request that a rule looks at, still without a mark. */
function surrounded(unmarked: ProbedRequest, { host, path, method }: Surroundings): ProbedRequest {
  const base = { ...unmarked, path: path ?? unmarked.path, method: method ?? unmarked.method };
  if (host === null) return base;
  return {
    ...withHeaders(base, [['Host', host]]),
    sni: base.tls ? host.replace(/:\d+$/, '') : null,
  };
}

function withQuery(request: ProbedRequest, query: string | null): ProbedRequest {
  if (query === null) return request;
  return { ...request, path: `${request.path}${request.path.includes('?') ? '&' : '?'}${query}` };
}

/** Inserted headers come last; those of the same name that the request had are replaced. */
function withHeaders(request: ProbedRequest, headers: HeaderLines): ProbedRequest {
  const inserted = headers.map(([name]) => name.toLowerCase());
  const kept = request.headers.filter(([name]) => !inserted.includes(name.toLowerCase()));
  return { ...request, headers: [...kept, ...headers] };
}

function onlyEnd({ destinations, unknown }: Deduction): Pick<HeaderMark, 'backend' | 'server'> | null {
  const [first, ...others] = destinations;
  if (unknown.length > 0 || others.length > 0 || first === undefined) return null;
  const { destination } = first;
  if (destination.kind === 'backend') return { backend: destination.name, server: null };
  return destination.kind === 'server' ? { backend: destination.backend, server: destination.server } : null;
}

function likeWhat(deduction: Deduction, marked: Deduction, unmarked: Deduction): NearMiss['like'] {
  if (deduction.unknown.length > 0) return 'unknown';
  if (sameOutcome(deduction, marked)) return 'marked';
  return sameOutcome(deduction, unmarked) ? 'unmarked' : 'other';
}
