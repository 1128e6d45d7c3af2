import { printable } from '../../text/printable.js';
import { quoted, UsageError } from '../../text/usage-error.js';
import type { ConfigLine, HaproxyConfig, Place } from '../configuration/configuration.js';
import { proxyLines } from '../configuration/proxy-lines.js';
import type { ProxyRules, RoutingRules } from '../routing/rules/rules.js';
import { type AskedRequest, type DeducedDoor, inspectDoors, isAt } from './inspect-doors.js';
import { type Listens, listensOf } from './listens.js';

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

function placeKey({ file, line }: Place): string {
  return `${line} ${file}`;
}
