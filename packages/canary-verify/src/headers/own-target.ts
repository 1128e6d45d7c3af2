import {
  type Bind,
  deduceWhile,
  type HaproxyConfig,
  listensOf,
  loadPatternFiles,
  type RoutingRules,
  requestTo,
  routingRules,
  type Section,
} from '../haproxy/index.js';
import { printable } from '../text/printable.js';
import { UsageError } from '../text/usage-error.js';
import type { HeadersOptions } from './headers-options.js';

/** An address of a frontend that a URL can name. */
type Address = Bind & { url: string; frontend: string };

/**
 * The options with the frontend's own URL where none is given, and with what its `bind` line asks of connections. Of several
 * addresses the first one whose requests do not all end in HAProxy itself, as redirects to another address do. Throws a
 * UsageError when there is none, or more than one frontend.
 */
export function withOwnTarget(options: HeadersOptions, config: HaproxyConfig): HeadersOptions {
  if (options.target !== undefined) return options;
  const { path = '/version' } = options;
  const rules = routingRules(config, loadPatternFiles(config).files);
  const sections = config.sections.filter(({ kind, name }) => FRONTENDS.has(kind) && name !== null);
  const own = sections.filter(({ name }) => options.frontend === undefined || name === options.frontend);
  const addresses = own.flatMap(addressesOf).filter((one) => leadsOn(one, path, rules));
  const [first] = addresses;
  if (first === undefined) return options;
  if (addresses.some(({ frontend }) => frontend !== first.frontend))
    throw new UsageError(
      'frontend',
      `must be set to one of ${[...new Set(addresses.map(({ frontend }) => printable(frontend, 40)))].join(', ')}, as no URL says which is asked`,
    );
  return {
    ...options,
    target: first.url,
    path,
    ...(first.proxyProtocol ? { proxyProtocol: true } : {}),
    ...(first.http2Only ? { http2: true } : {}),
  };
}

const FRONTENDS: ReadonlySet<string> = new Set(['frontend', 'listen']);

/** Ends at a server; redirects and statistics lead nowhere. */
const LEADING: ReadonlySet<string> = new Set(['backend', 'server']);

function addressesOf(section: Section): Address[] {
  return listensOf(section).binds.flatMap((bind) =>
    bind.url === null ? [] : [{ ...bind, url: bind.url, frontend: section.name ?? '' }],
  );
}

function leadsOn({ url, frontend }: Address, path: string, rules: RoutingRules): boolean {
  if (!rules.frontends.some(({ name, serving }) => name === frontend && !serving.disabled)) return false;
  const { destinations, unknown } = deduceWhile(
    rules,
    frontend,
    requestTo(new URL(path, `${url}/`)),
  ).deduction;
  return unknown.length > 0 || destinations.some(({ destination: { kind } }) => LEADING.has(kind));
}
