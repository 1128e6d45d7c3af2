import {
  type Candidate,
  candidates,
  constantText,
  type Destination,
  deduce,
  type ProbedRequest,
  type ProxyRules,
  type RoutingRules,
  type Rule,
} from '../../haproxy/index.js';
/** A rule that sends marked requests to a backend, and another one because of which it does not. */
export interface IneffectiveMark {
  header: string;
  value: string;
  backend: string;
  rule: Rule;
  /** The other rule takes the request itself, or it takes the mark away. */
  how: 'shadowed' | 'changed';
  by: Rule;
  /** The end of the marked request. */
  goes: Destination;
}

/**
 * Finds rules whose own mark does not take effect, by what `deduce` says of the same rules without one of them: a rule is
 * blamed when without it the marked request arrives. What is not wholly known is nobody's fault.
 */
export function ineffectiveMarks(rules: RoutingRules, base: ProbedRequest): IneffectiveMark[] {
  return rules.frontends.flatMap((proxy) =>
    candidates(rules, proxy).flatMap((candidate) => {
      const found = ineffective(candidate, { rules, proxy, base });
      return found === null ? [] : [found];
    }),
  );
}

interface Asked {
  rules: RoutingRules;
  proxy: ProxyRules;
  base: ProbedRequest;
}

function ineffective(candidate: Candidate, { rules, proxy, base }: Asked): IneffectiveMark | null {
  const { rule, headers } = candidate;
  const [header, value] = headers.at(-1) ?? ['', ''];
  const backend = rule.effect.kind === 'backend' ? constantText(rule.effect.name) : null;
  if (backend === null || rule.phase !== 'use_backend') return null;
  const { host, path, method } = candidate.around;
  if (candidate.query !== null) return null;
  const named = host === null ? base.headers : [['Host', host] as const, ...withoutHost(base)];
  const request = {
    ...base,
    path: path ?? base.path,
    method: method ?? base.method,
    headers: [...named, ...headers],
  };
  const ends = (some: RoutingRules) => onlyEnd(some, proxy.name, request);
  const goes = ends(rules);
  if (goes === null || isBackend(goes, backend)) return null;
  const before = proxy.rules.slice(0, proxy.rules.indexOf(rule)).filter(isTellable);
  const arrives = (without: (one: Rule) => boolean) =>
    isBackend(ends(withoutRules(rules, proxy, without)), backend);
  const mark = { header, value, backend, rule, goes };
  const terminal = before.filter(isTerminal);
  const shadowing = firstNeeded(terminal, arrives);
  if (shadowing !== null) return { ...mark, how: 'shadowed', by: shadowing };
  const changing = firstNeeded(before.filter(changesHeaders), arrives);
  return changing === null ? null : { ...mark, how: 'changed', by: changing };
}

function withoutHost({ headers }: ProbedRequest): ProbedRequest['headers'] {
  return headers.filter(([name]) => name.toLowerCase() !== 'host');
}

/**
 * The first rule that alone keeps the request from arriving; null if the request does not arrive without all of
 * them either.
 */
function firstNeeded(
  some: readonly Rule[],
  arrives: (without: (one: Rule) => boolean) => boolean,
): Rule | null {
  const all = new Set(some);
  if (some.length === 0 || !arrives((one) => all.has(one))) return null;
  // The request arrives with none of them, and not with all of them: somewhere in between is one that makes the difference.
  let [arriving, failing] = [0, some.length];
  while (failing - arriving > 1) {
    const middle = Math.floor((arriving + failing) / 2);
    const left = new Set(some.slice(middle));
    if (arrives((one) => left.has(one))) arriving = middle;
    else failing = middle;
  }
  return some[failing - 1] ?? null;
}

function withoutRules(rules: RoutingRules, proxy: ProxyRules, without: (one: Rule) => boolean): RoutingRules {
  const changed = { ...proxy, rules: proxy.rules.filter((one) => !without(one)) };
  return { ...rules, frontends: rules.frontends.map((one) => (one === proxy ? changed : one)) };
}

/** The certain end of a request; null if chance decides, or if it is not known. */
function onlyEnd(rules: RoutingRules, frontend: string, request: ProbedRequest): Destination | null {
  const { destinations, unknown } = deduce(rules, frontend, request);
  const [first, ...others] = destinations;
  return unknown.length > 0 || others.length > 0 ? null : (first?.destination ?? null);
}

function isBackend(end: Destination | null, name: string): boolean {
  return end?.kind === 'backend' && end.name === name;
}

function isTerminal({ effect }: Rule): boolean {
  return effect.kind === 'backend' || effect.kind === 'answer' || effect.kind === 'accept';
}

const HEADER_CHANGES: ReadonlySet<string> = new Set([
  'set-header',
  'add-header',
  'del-header',
  'replace-header',
  'replace-value',
]);

function changesHeaders({ effect }: Rule): boolean {
  return HEADER_CHANGES.has(effect.kind);
}

/** From where the request will come is not known here. */
function isTellable({ condition }: Rule): boolean {
  const tests = (condition?.alternatives ?? []).flat().flatMap(({ acl }) => acl.tests);
  return tests.every((test) => test.kind === 'known' && !/^src/.test(test.expression.fetch.name));
}
