import type { FrontendContext } from './frontend-context.js';
import type { DeducedDoor } from './inspect-doors.js';
import type { InspectedDoor, UnmarkedRequest } from './inspection.js';
import { hasUrl } from './listens.js';
import { pasteLines, whyNotPasted } from './paste-lines.js';
import { canaryShare, servedShares, yieldsWhenFull } from './served-shares.js';
import { isShownHeader, shownRule } from './shown-rule.js';

/** Where requests without a mark go, and who serves them. */
export function inspectedRequest(
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
    whileCalm: calm || yieldsWhenFull(deduction, parts),
  };
}

/** The same for one address, host and path, with lines to paste. */
export function inspectedDoor(door: DeducedDoor, known: FrontendContext): InspectedDoor {
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
