import type { HeaderMark } from '../routing/marks/header-mark.js';
import type { Deduction, ProbedRequest } from '../routing/rules/rules.js';
import type { FrontendContext } from './frontend-context.js';
import type { InspectedMark } from './inspection.js';
import { type Bind, hasUrl } from './listens.js';
import { pasteLines, whyNotPasted } from './paste-lines.js';
import { canaryShare, servedShares } from './served-shares.js';
import { isShownHeader, shownRule } from './shown-rule.js';

/** A mark with lines to paste, or why there are none. */
export function inspectedMark(
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
