import { deduce } from './deduce.js';
import { type Candidate, candidates } from './marks/candidates.js';
import type { HeaderLines, HeaderMark, NearMiss } from './marks/header-mark.js';
import { nearMisses } from './marks/near-misses.js';
import { proxyIndex } from './rules/proxy-index.js';
import type { Deduction, ProbedRequest, RoutingRules, ServersUp } from './rules/rules.js';
import { sameOutcome } from './same-outcome.js';
import { allUp, findWhileFewestUp } from './servers-up.js';

/** The default request: the usual target without headers. */
const USUAL_REQUEST: ProbedRequest = {
  method: 'GET',
  path: '/version',
  headers: [['Host', 'localhost']],
  tls: false,
  source: '127.0.0.1',
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
  const askedWhile = rememberAsked((whileUp) => new Asked(rules, frontend, unmarked, whileUp));
  for (const candidate of wantedFirst(candidates(rules, proxy), wanted)) {
    if (marks.size >= wanted.most) break;
    const key = JSON.stringify([candidate.headers, candidate.request]);
    if (marks.has(key)) continue;
    const mark = findWhileFewestUp(rules, (whileUp) => markOf(candidate, askedWhile(whileUp)));
    if (mark !== null) marks.set(key, mark);
  }
  return [...marks.values()];
}

function wantedFirst(all: Candidate[], { first }: WantedMarks): Candidate[] {
  const isFirst = ({ rule: { effect } }: Candidate) =>
    effect.kind === 'backend' && first.has(effect.name.text);
  return first.size === 0 ? all : [...all.filter(isFirst), ...all.filter((one) => !isFirst(one))];
}

/** Makes one for each set of backends that are up, and keeps it: what it was asked is known then. */
function rememberAsked(make: (whileUp: readonly string[]) => Asked): (whileUp: readonly string[]) => Asked {
  const kept = new Map<string, Asked>();
  return (whileUp) => {
    const key = JSON.stringify(whileUp);
    const asked = kept.get(key) ?? make(whileUp);
    kept.set(key, asked);
    return asked;
  };
}

/** A frontend that is asked about many requests, and about some of them again and again. */
class Asked {
  readonly frontend: string;
  readonly unmarked: ProbedRequest;
  /** Backends of which all servers are taken to be up. */
  readonly whileUp: readonly string[];
  readonly #rules: RoutingRules;
  readonly #serversUp: ServersUp;
  readonly #known = new Map<string, Deduction>();

  constructor(rules: RoutingRules, frontend: string, unmarked: ProbedRequest, whileUp: readonly string[]) {
    this.#rules = rules;
    this.frontend = frontend;
    this.unmarked = unmarked;
    this.whileUp = whileUp;
    this.#serversUp = allUp(rules, whileUp);
  }

  deduce(request: ProbedRequest): Deduction {
    return deduce(this.#rules, this.frontend, request, this.#serversUp);
  }

  /** The end of the request without a mark, which many candidates have in common. */
  without(request: ProbedRequest): Deduction {
    const key = `${request.method} ${request.path}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const deduction = this.deduce(request);
    this.#known.set(key, deduction);
    return deduction;
  }
}

function markOf(
  { headers, request, rule, method, caseSensitive }: Candidate,
  asked: Asked,
): HeaderMark | null {
  const base = { ...asked.unmarked, ...request };
  const marked = asked.deduce(withHeaders(base, headers));
  const backend = onlyBackend(marked);
  if (backend === null) return null;
  const without = asked.without(base);
  if (sameOutcome(marked, without)) return null;
  return {
    frontend: asked.frontend,
    headers,
    request: withHeaders(base, headers),
    backend,
    whileUp: asked.whileUp,
    unmarked: without,
    place: rule.place,
    text: rule.text,
    method,
    caseSensitive,
    nearMisses: nearMisses(headers).map(([kind, lines]): NearMiss => {
      const deduction = asked.deduce(withHeaders(base, lines));
      return { kind, headers: lines, deduction, like: likeWhat(deduction, marked, without) };
    }),
  };
}

/** Inserted headers come last; those of the same name that the request had are replaced. */
function withHeaders(request: ProbedRequest, headers: HeaderLines): ProbedRequest {
  const inserted = new Set(headers.map(([name]) => name.toLowerCase()));
  return {
    ...request,
    headers: [...request.headers.filter(([name]) => !inserted.has(name.toLowerCase())), ...headers],
  };
}

function onlyBackend({ destinations, unknown }: Deduction): string | null {
  const [first, ...others] = destinations;
  if (unknown.length > 0 || others.length > 0 || first?.destination.kind !== 'backend') return null;
  return first.destination.name;
}

function likeWhat(deduction: Deduction, marked: Deduction, unmarked: Deduction): NearMiss['like'] {
  if (deduction.unknown.length > 0) return 'unknown';
  if (sameOutcome(deduction, marked)) return 'marked';
  return sameOutcome(deduction, unmarked) ? 'unmarked' : 'other';
}
