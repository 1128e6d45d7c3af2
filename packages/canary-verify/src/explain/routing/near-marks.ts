import {
  type Destination,
  deduce,
  type HeaderMark,
  headerMarks,
  type ProbedRequest,
  type RoutingRules,
} from '../../haproxy/index.js';
import { nearest } from '../../text/nearest.js';

/** A header that was sent, and the mark that it nearly is. */
export interface NearMark {
  sent: readonly [name: string, value: string];
  wanted: readonly [name: string, value: string];
  mark: HeaderMark;
  goes: Destination;
}

/** Finds headers of a request that a rule nearly matches, while the request goes where it would go without them. */
export function nearMarks(
  rules: RoutingRules,
  request: ProbedRequest,
  sent: readonly (readonly [name: string, value: string])[],
): NearMark[] {
  return rules.frontends.flatMap(({ name: frontend }) => {
    const bare = { ...request, headers: request.headers.filter((header) => !sent.includes(header)) };
    const { destinations, unknown } = deduce(rules, frontend, request);
    const goes = destinations[0]?.destination;
    if (unknown.length > 0 || destinations.length !== 1 || goes === undefined) return [];
    return headerMarks(rules, frontend, bare).flatMap((mark) => {
      const wanted = mark.headers.at(-1);
      const near = sent.find((header) => wanted !== undefined && isNear(header, wanted));
      const reached =
        goes.kind === 'backend'
          ? goes.name === mark.backend && mark.server === null
          : goes.kind === 'server' && goes.backend === mark.backend && goes.server === mark.server;
      return wanted === undefined || near === undefined || reached
        ? []
        : [{ sent: near, wanted, mark, goes }];
    });
  });
}

type Header = readonly [name: string, value: string];

/** The same name and another value that has something of the right one; or the right value under a similar name. */
function isNear([name, value]: Header, [wantedName, wantedValue]: Header): boolean {
  const [small, smallWanted] = [value.trim().toLowerCase(), wantedValue.toLowerCase()];
  if (name.toLowerCase() !== wantedName.toLowerCase())
    return small === smallWanted && nearest(name.toLowerCase(), [wantedName.toLowerCase()]) !== null;
  if (value === wantedValue || small === '') return false;
  return small.includes(smallWanted) || smallWanted.includes(small) || nearest(small, [smallWanted]) !== null;
}
