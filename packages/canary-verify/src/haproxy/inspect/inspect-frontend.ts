import { headerMarks } from '../routing/header-marks.js';
import type { HeaderMark } from '../routing/marks/header-mark.js';
import type { ProxyRules } from '../routing/rules/rules.js';
import type { FrontendContext } from './frontend-context.js';
import type { DeducedDoor } from './inspect-doors.js';
import { inspectedDoor, inspectedRequest } from './inspected-door.js';
import { inspectedMark } from './inspected-mark.js';
import { inspectedRule, serverRules } from './inspected-rule.js';
import type { InspectedFrontend, InspectedMark, UnmarkedRequest } from './inspection.js';
import type { Bind } from './listens.js';
import { missingCaptures } from './missing-captures.js';
import type { OpenedFrontend } from './opened-frontends.js';
import { behindCanary } from './served-shares.js';

/** What each frontend does with requests, once it is known what stands for the canary. */
export function inspectFrontends(
  opened: readonly OpenedFrontend[],
  before: Omit<FrontendContext, 'wanted'>,
): InspectedFrontend[] {
  const first = new Set(before.canaries.map(({ backend }) => backend));
  const known: FrontendContext = { ...before, wanted: { most: MOST_MARKS, first } };
  // Behind a canary all is the canary, whatever it is called there: no name says what is not.
  const behind = behindCanary(before.parts);
  return opened.map((one) => inspected(one, behind.has(one.proxy.name) ? { ...known, canaries: [] } : known));
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

function canaryFirst(left: InspectedMark, right: InspectedMark): number {
  return (right.canaryShare ?? 0) - (left.canaryShare ?? 0);
}
