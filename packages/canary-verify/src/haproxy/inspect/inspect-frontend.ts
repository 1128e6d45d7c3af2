import type { HaproxyConfig, Place, Section } from '../configuration/configuration.js';
import { deduce } from '../routing/deduce.js';
import { headerMarks, type WantedMarks } from '../routing/header-marks.js';
import type { HeaderMark } from '../routing/marks/header-mark.js';
import type { Condition } from '../routing/rules/condition.js';
import type { Deduction, ProbedRequest, ProxyRules, RoutingRules, Rule } from '../routing/rules/rules.js';
import type {
  InspectedFrontend,
  InspectedMark,
  InspectedRule,
  UnmarkedRequest,
  VersionName,
} from './inspection.js';
import { type Listens, listensOf } from './listens.js';
import { pasteLines } from './paste-lines.js';
import { canaryShare, type ServedParts, servedShares } from './served-shares.js';
import { isShownHeader, shownRule } from './shown-rule.js';

/** The facts about a configuration before its frontends are inspected. */
export interface FrontendContext {
  config: HaproxyConfig;
  rules: RoutingRules;
  parts: ServedParts;
  canaries: readonly VersionName[];
  /** Marks that lead to the canaries come first. */
  wanted: WantedMarks;
}

export function inspectFrontends(before: Omit<FrontendContext, 'wanted'>): InspectedFrontend[] {
  const first = new Set(before.canaries.map(({ backend }) => backend));
  const known: FrontendContext = { ...before, wanted: { most: MOST_MARKS, first } };
  const proxies = new Map(known.rules.frontends.map((proxy) => [placeKey(proxy.place), proxy]));
  return known.config.sections.flatMap((section) => {
    const proxy = proxies.get(placeKey(section.place));
    return proxy === undefined ? [] : [inspected(section, proxy, known)];
  });
}

function placeKey({ file, line }: Place): string {
  return `${line} ${file}`;
}

function inspected(section: Section, proxy: ProxyRules, known: FrontendContext): InspectedFrontend {
  const listens = listensOf(section);
  const request = unmarkedRequest(listens);
  const marks = proxy.mode === 'http' ? headerMarks(known.rules, proxy.name, request, known.wanted) : [];
  return {
    name: proxy.name,
    kind: proxy.kind === 'listen' ? 'listen' : 'frontend',
    mode: proxy.mode,
    place: proxy.place,
    listens: listens.addresses,
    url: listens.url,
    rules: proxy.rules.map(inspectedRule),
    unmarked: inspectedRequest(deduce(known.rules, proxy.name, request), known),
    marks: marks.map((mark) => inspectedMark(mark, listens, known)).sort(canaryFirst),
    moreMarks: marks.length === MOST_MARKS,
  };
}

/** The maximum number of marks; for a door to many services some are enough. */
const MOST_MARKS = 6;

/** The request that canary-verify sends from this machine. */
function unmarkedRequest({ url }: Listens): ProbedRequest {
  const { host, protocol } = new URL(url ?? 'http://localhost');
  return {
    method: 'GET',
    path: '/version',
    headers: [['Host', host]],
    tls: protocol === 'https:',
    source: '127.0.0.1',
  };
}

function inspectedRequest(deduction: Deduction, { parts, canaries }: FrontendContext): UnmarkedRequest {
  const served = servedShares(deduction, parts);
  const unknown = deduction.unknown.map((remark) => ({ ...remark, text: shownRule(remark.text) }));
  return {
    deduction: { ...deduction, unknown },
    served,
    canaryShare: canaryShare(deduction, served, canaries),
  };
}

function inspectedRule({ place, phase, text, condition, effect }: Rule): InspectedRule {
  const when = /\s(?:if|unless)\s.*$/s.exec(text)?.[0].trim();
  return {
    place,
    phase,
    text: shownRule(text),
    condition: condition === null || when === undefined ? null : shownRule(when),
    backend: effect.kind === 'backend' ? effect.name.text : null,
    acls: namedAcls(condition),
  };
}

/** Each once, in the order of the condition. */
function namedAcls(condition: Condition | null): InspectedRule['acls'] {
  const acls = new Map(
    (condition?.alternatives ?? [])
      .flat()
      .flatMap(({ acl: { name, tests } }) => (name === null ? [] : [[name, tests]])),
  );
  return [...acls].map(([name, tests]) => ({ name, tests: tests.map(({ text }) => shownRule(text)) }));
}

function inspectedMark(
  mark: HeaderMark,
  { url }: Listens,
  { parts, canaries }: FrontendContext,
): InspectedMark {
  const { headers, backend, whileUp, place, text, method, caseSensitive, nearMisses, request } = mark;
  const deduction: Deduction = {
    destinations: [{ destination: { kind: 'backend', name: backend }, share: 1 }],
    unknown: [],
  };
  const share = canaryShare(deduction, servedShares(deduction, parts), canaries);
  const shown = headers.every(isShownHeader);
  return {
    headers: headers.map((header) => (isShownHeader(header) ? header : [header[0], '***'])),
    backend,
    whileUp,
    canaryShare: share,
    place,
    text: shownRule(text),
    match: method,
    caseSensitive,
    paste: shown && url !== null ? pasteLines(request, headers, { url, canaryShare: share }) : null,
    nearMisses: shown ? nearMisses.map(({ kind, headers, like }) => ({ kind, headers, like })) : [],
  };
}

function canaryFirst(left: InspectedMark, right: InspectedMark): number {
  return (right.canaryShare ?? 0) - (left.canaryShare ?? 0);
}
