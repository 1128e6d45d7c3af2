import {
  candidates,
  deduceWhile,
  type HeaderMark,
  headerMarks,
  type ProbedRequest,
  type RoutingRules,
} from '../haproxy/index.js';
import type { ResolvedOptions } from '../options/options.js';
import { type Header, headersName } from '../options/request-headers.js';
import type { ProbedArm, Unverified } from './header-arms.js';
import { DIFFERENCES } from './near-miss-text.js';
import { probedRequest } from './probed-request.js';

/** The facts that the kinds of request are derived from. */
export interface Probing {
  rules: RoutingRules;
  frontend: string;
  options: ResolvedOptions;
  /** The address that requests come from. */
  source: string;
}

/** All kinds of request that the rules of a frontend tell apart at the target, and what the rules do with each. */
export interface Probed {
  arms: ProbedArm[];
  /** Marks that are none at the target, and headers of which it cannot be told whether they are marks. */
  open: Unverified[];
}

/** The unmarked request; then each mark and what is nearly one. What is sent alike is asked once. */
export function probedArms(probing: Probing): Probed {
  const { rules, frontend, options, source } = probing;
  const unmarked = probedRequest(options, [], source);
  const arms = new Arms(probing);
  arms.add({ headers: [], kind: 'unmarked', difference: null, rule: null });
  const marks = headerMarks(rules, frontend, unmarked);
  const here = marks.filter((mark) => isHere(mark, unmarked));
  for (const { headers, place: rule } of here) arms.add({ headers, kind: 'marked', difference: null, rule });
  for (const { nearMisses, place: rule } of here.filter(firstOfItsKind))
    for (const { headers, kind } of nearMisses)
      arms.add({ headers, kind: 'near miss', difference: DIFFERENCES[kind], rule });
  const elsewhere = marks.filter((mark) => !isHere(mark, unmarked));
  return {
    arms: arms.inOrder,
    open: [...elsewhere.map((mark) => markElsewhere(mark, unmarked)), ...undecided(probing, arms)],
  };
}

class Arms {
  readonly #all: ProbedArm[] = [];
  readonly #asked = new Set<string>();
  readonly #probing: Probing;

  constructor(probing: Probing) {
    this.#probing = probing;
  }

  add(arm: Omit<ProbedArm, 'deduction' | 'while'>): void {
    if (this.has(arm.headers)) return;
    const request = requestWith(arm.headers, this.#probing);
    this.#asked.add(JSON.stringify(request.headers));
    const { rules, frontend } = this.#probing;
    this.#all.push({ ...arm, ...deduceWhile(rules, frontend, request) });
  }

  has(headers: readonly Header[]): boolean {
    return this.#asked.has(JSON.stringify(requestWith(headers, this.#probing).headers));
  }

  /** The near misses of a rule stand behind its marks. */
  get inOrder(): ProbedArm[] {
    const rules = [...new Set(this.#all.map(placeOf))];
    return rules.flatMap((place) => this.#all.filter((arm) => placeOf(arm) === place));
  }
}

function placeOf({ rule }: ProbedArm): string {
  return rule === null ? '' : `${rule.file}:${rule.line}`;
}

/** A rule with many values treats what is nearly one of them like what is nearly another. */
function firstOfItsKind(mark: HeaderMark, index: number, marks: readonly HeaderMark[]): boolean {
  const names = ({ headers, place }: HeaderMark) =>
    [place.file, place.line, ...headers.map(([name]) => name.toLowerCase())].join(' ');
  return marks.findIndex((other) => names(other) === names(mark)) === index;
}

function isHere({ request, headers }: HeaderMark, { path, method, ...unmarked }: ProbedRequest): boolean {
  const named = headers.some(([name]) => name.toLowerCase() === 'host');
  const sameHost = named || hostOf(request) === hostOf(unmarked);
  return request.path === path && request.method === method && sameHost;
}

function hostOf({ headers }: Pick<ProbedRequest, 'headers'>): string {
  return headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? '';
}

function requestWith(headers: readonly Header[], { options, source }: Probing): ProbedRequest {
  return probedRequest(options, headers, source);
}

/** The kinds of request whose end the rules leave open. */
function undecided(probing: Probing, arms: Arms): Unverified[] {
  const { rules, frontend } = probing;
  const proxy = rules.frontends.find(({ name }) => name === frontend);
  const open = proxy === undefined ? [] : candidates(rules, proxy);
  return open.flatMap(({ headers, query }) => {
    if (query !== null || arms.has(headers)) return [];
    const [remark] = deduceWhile(rules, frontend, requestWith(headers, probing)).deduction.unknown;
    if (remark === undefined) return [];
    const { place: rule, text, why } = remark;
    return [{ kind: 'not-verified', what: [headersName(headers)], rule, text, why }];
  });
}

function markElsewhere(
  { headers, query, request, place: rule, text }: HeaderMark,
  unmarked: ProbedRequest,
): Unverified {
  const what = query === null ? headersName(headers) : `?${query}`;
  const host = hostOf(request) === hostOf(unmarked) ? '' : hostOf(request);
  const why = `it is a mark for ${request.method} ${host}${request.path} only`;
  return { kind: 'not-verified', what: [what], rule, text, why };
}
