import { printable } from '../../text/printable.js';
import { quoted, UsageError } from '../../text/usage-error.js';
import type { ConfigLine, HaproxyConfig, Place } from '../configuration/configuration.js';
import { proxyLines } from '../configuration/proxy-lines.js';
import { headerMarks, type WantedMarks } from '../routing/header-marks.js';
import type { HeaderMark } from '../routing/marks/header-mark.js';
import type { Condition } from '../routing/rules/condition.js';
import { constantText } from '../routing/rules/log-format.js';
import { proxyIndex } from '../routing/rules/proxy-index.js';
import type { Deduction, ProbedRequest, ProxyRules, RoutingRules, Rule } from '../routing/rules/rules.js';
import { type AskedRequest, type DeducedDoor, inspectDoors, isAt } from './inspect-doors.js';
import type {
  InspectedDoor,
  InspectedFrontend,
  InspectedMark,
  InspectedRule,
  UnmarkedRequest,
  VersionName,
} from './inspection.js';
import { type Bind, type Listens, listensOf } from './listens.js';
import { missingCaptures } from './missing-captures.js';
import { pasteLines, whyNotPasted } from './paste-lines.js';
import { canaryShare, type ServedParts, servedShares } from './served-shares.js';
import { isShownHeader, shownRule } from './shown-rule.js';

/** The facts about a configuration before its frontends are inspected. */
export interface FrontendContext {
  rules: RoutingRules;
  parts: ServedParts;
  canaries: readonly VersionName[];
  /** Marks that lead to the canaries come first. */
  wanted: WantedMarks;
  asked: AskedRequest;
}

/** A frontend before it is known what stands for the canary. */
export interface OpenedFrontend {
  proxy: ProxyRules;
  listens: Listens;
  lines: readonly ConfigLine[];
  doors: readonly DeducedDoor[];
}

/** The requests without a mark of each frontend. With a URL, of those that listen on its port. */
export function openedFrontends(
  { sections }: HaproxyConfig,
  rules: RoutingRules,
  { asked, first }: { asked: AskedRequest; first: ReadonlySet<string> },
): OpenedFrontend[] {
  const proxies = new Map(rules.frontends.map((proxy) => [placeKey(proxy.place), proxy]));
  const all = sections.flatMap((section) => {
    const proxy = proxies.get(placeKey(section.place));
    return proxy === undefined ? [] : [{ proxy, listens: listensOf(section), lines: proxyLines(section) }];
  });
  return listening(all, asked).map(({ proxy, listens, lines }) => {
    const doors = proxy.serving.disabled ? [] : inspectDoors(rules, proxy, { listens, asked, first });
    return { proxy, listens, lines, doors };
  });
}

/** Those that a URL asks; all without a URL. Throws a UsageError if a URL asks none of them. */
function listening<One extends Omit<OpenedFrontend, 'doors'>>(
  all: readonly One[],
  { url }: AskedRequest,
): readonly One[] {
  if (url === null) return all;
  const own = all.filter(({ listens }) => listens.binds.some((bind) => isAt(url, bind)));
  if (own.length > 0) return own;
  const urls = all.flatMap(({ listens }) => listens.binds.flatMap((bind) => bind.url ?? []));
  const listed = urls.slice(0, MOST_LISTED).map((one) => printable(one, 60));
  throw new UsageError(
    'url',
    `must be of a port that a frontend listens on${listed.length === 0 ? '' : `, as ${listed.join(', ')}`}; got ${quoted(url.origin)}`,
  );
}

const MOST_LISTED = 8;

export function inspectFrontends(
  opened: readonly OpenedFrontend[],
  before: Omit<FrontendContext, 'wanted'>,
): InspectedFrontend[] {
  const first = new Set(before.canaries.map(({ backend }) => backend));
  const known: FrontendContext = { ...before, wanted: { most: MOST_MARKS, first } };
  return opened.map((one) => inspected(one, known));
}

function placeKey({ file, line }: Place): string {
  return `${line} ${file}`;
}

function inspected(
  { proxy, listens, doors, lines }: OpenedFrontend,
  known: FrontendContext,
): InspectedFrontend {
  const [usual] = doors;
  const marks = proxy.mode === 'http' ? marksOf(proxy, doors, known) : [];
  const shown = doors.slice(0, MOST_DOORS).map((door) => inspectedDoor(door, known));
  return {
    name: proxy.name,
    kind: proxy.kind === 'listen' ? 'listen' : 'frontend',
    mode: proxy.mode,
    place: proxy.place,
    disabled: proxy.serving.disabled,
    binds: listens.binds,
    url: listens.url,
    rules: proxy.rules.filter(({ phase }) => phase !== 'use-server').map((rule) => inspectedRule(rule)),
    serverRules: serverRules(proxy, doors, known),
    unmarked: usual === undefined ? NOBODY : inspectedRequest(usual, known),
    doors: shown,
    marks: marks.map(({ mark, bind }) => inspectedMark(mark, bind, known)).sort(canaryFirst),
    captures:
      proxy.mode === 'http'
        ? missingCaptures(
            lines,
            marks.map(({ mark }) => mark),
          )
        : [],
    moreMarks: marks.length >= MOST_MARKS,
  };
}

/** A frontend that is disabled gets no requests. */
const NOBODY: UnmarkedRequest = {
  deduction: { destinations: [], unknown: [] },
  served: [],
  canaryShare: null,
  whileUp: [],
  whileCalm: false,
};

/** The maximum number of marks; for a door to many services some are enough. */
const MOST_MARKS = 6;
/** The maximum number of hosts and paths that are shown. */
const MOST_DOORS = 16;

/** The marks at each address that has doors of its own. */
function marksOf(
  proxy: ProxyRules,
  doors: readonly DeducedDoor[],
  { rules, wanted }: FrontendContext,
): { mark: HeaderMark; bind: Bind | null }[] {
  const found = new Map<string, { mark: HeaderMark; bind: Bind | null }>();
  const usual = doors.filter(({ door }) => door.host === null && door.path === null && door.source === null);
  for (const { bind, request } of usual)
    for (const mark of headerMarks(rules, proxy.name, request, wanted)) {
      const key = JSON.stringify([mark.headers, mark.query, mark.backend, mark.server]);
      if (!found.has(key)) found.set(key, { mark, bind });
    }
  return [...found.values()].slice(0, MOST_MARKS);
}

function inspectedRequest(
  { deduction, while: { up, calm } }: Pick<DeducedDoor, 'deduction' | 'while'>,
  { parts, canaries }: FrontendContext,
): UnmarkedRequest {
  const served = servedShares(deduction, parts);
  const unknown = deduction.unknown.map((remark) => ({ ...remark, text: shownRule(remark.text) }));
  return {
    deduction: { ...deduction, unknown },
    served,
    canaryShare: canaryShare(deduction, served, canaries),
    whileUp: up,
    whileCalm: calm,
  };
}

function inspectedDoor(door: DeducedDoor, known: FrontendContext): InspectedDoor {
  const { bind, request } = door;
  const told = inspectedRequest(door, known);
  const answered = told.deduction.destinations.some(({ destination: { kind } }) => ENDS_WITHOUT.has(kind));
  // Where HAProxy answers some of them by itself, they have no version.
  const share = answered ? null : told.canaryShare;
  const { source } = door.door;
  const why =
    bind === null
      ? 'it has no address that a URL can name'
      : source === null
        ? whyNotPasted(bind)
        : 'this machine has another address';
  const headers = known.asked.headers.filter(isShownHeader);
  return {
    ...told,
    url: bind?.url ?? null,
    host: door.door.host,
    path: request.path,
    source,
    paste:
      bind === null || !hasUrl(bind) || why !== null
        ? null
        : pasteLines(request, { bind, headers, canaryShare: share }),
    notPasted: why,
  };
}

const ENDS_WITHOUT: ReadonlySet<string> = new Set(['answered', 'nowhere', 'unserved']);

function hasUrl(bind: Bind): bind is Bind & { url: string } {
  return bind.url !== null;
}

/** The rules that choose servers in the backends that requests without a mark, or constant rules, lead to. */
function serverRules(
  proxy: ProxyRules,
  doors: readonly DeducedDoor[],
  { rules }: FrontendContext,
): InspectedRule[] {
  const named = proxy.rules.flatMap(({ effect }) =>
    effect.kind === 'backend' ? (constantText(effect.name) ?? []) : [],
  );
  const reached = doors.flatMap(({ deduction }) =>
    deduction.destinations.flatMap(({ destination: end }) =>
      end.kind === 'backend' ? end.name : end.kind === 'server' ? end.backend : [],
    ),
  );
  const { backends } = proxyIndex(rules);
  return [...new Set([...named, ...reached, ...(proxy.kind === 'listen' ? [proxy.name] : [])])].flatMap(
    (name) =>
      (backends.get(name)?.rules ?? [])
        .filter(({ phase }) => phase === 'use-server')
        .map((rule) => inspectedRule(rule, name)),
  );
}

function inspectedRule(
  { place, phase, text, condition, effect }: Rule,
  owner: string | null = null,
): InspectedRule {
  const when = /\s(?:if|unless)\s.*$/s.exec(text)?.[0].trim();
  return {
    place,
    phase,
    text: shownRule(text),
    condition: condition === null || when === undefined ? null : shownRule(when),
    backend: effect.kind === 'backend' ? effect.name.text : effect.kind === 'server' ? owner : null,
    server: effect.kind === 'server' ? effect.name.text : null,
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
  bind: Bind | null,
  { parts, canaries, asked }: FrontendContext,
): InspectedMark {
  const { headers, query, backend, server, place, text, method, caseSensitive, nearMisses, request } = mark;
  const deduction: Deduction = {
    destinations: [
      {
        destination:
          server === null ? { kind: 'backend', name: backend } : { kind: 'server', backend, server },
        share: 1,
      },
    ],
    unknown: [],
  };
  const share = canaryShare(deduction, servedShares(deduction, parts), canaries);
  const shown = headers.every(isShownHeader);
  const why = shown
    ? bind === null
      ? 'it has no address that a URL can name'
      : whyNotPasted(bind)
    : 'its value is a secret';
  const own = [...asked.headers.filter(isShownHeader), ...headers];
  return {
    headers: headers.map((header) => (isShownHeader(header) ? header : [header[0], '***'])),
    query,
    host: otherHost(request, bind),
    path: request.path,
    backend,
    server,
    whileUp: mark.while.up,
    whileCalm: mark.while.calm,
    canaryShare: share,
    place,
    text: shownRule(text),
    match: method,
    caseSensitive,
    converters: mark.converters,
    exceptions: shown ? mark.exceptions : [],
    paste:
      why !== null || bind === null || !hasUrl(bind)
        ? null
        : pasteLines(request, { bind, headers: own, canaryShare: share }),
    notPasted: why,
    nearMisses: shown
      ? nearMisses.map(({ kind, headers, query, like }) => ({ kind, headers, query, like }))
      : [],
  };
}

/** The Host of a request, if it is not the address's own. */
function otherHost({ headers }: ProbedRequest, bind: Bind | null): string | null {
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? null;
  return bind?.url != null && host === new URL(bind.url).host ? null : host;
}

function canaryFirst(left: InspectedMark, right: InspectedMark): number {
  return (right.canaryShare ?? 0) - (left.canaryShare ?? 0);
}
