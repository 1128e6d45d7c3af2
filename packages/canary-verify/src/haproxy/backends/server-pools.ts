import type { ConfigLine, HaproxyConfig, Section } from '../configuration/configuration.js';
import { proxyLines } from '../configuration/proxy-lines.js';
import { balanceOf } from './balance.js';
import { ownListeners } from './own-listeners.js';
import { poolDoubts, poolRemarks } from './pool-remarks.js';
import { isHostName, isServiceName, type ServerLine, serverLine } from './server-line.js';
import type { Balance, ServerPool, UseServerRule } from './server-pool.js';
import { PLAIN, withSettings } from './server-settings.js';
import { type Serving, servingOf } from './serving.js';
import { sharedServers } from './shared-servers.js';
import type { Unshared } from './shares.js';
import { stickinessOf } from './stickiness.js';

/** A configuration is asked for its shares several times. */
const POOLS = new WeakMap<HaproxyConfig, readonly ServerPool[]>();

/** The servers of every `backend` and `listen`, and the share of each, as far as the files tell. */
export function serverPools(config: HaproxyConfig): readonly ServerPool[] {
  const known = POOLS.get(config);
  if (known !== undefined) return known;
  const listenerAt = ownListeners(config);
  const pools = config.sections
    .filter(({ kind }) => kind === 'backend' || kind === 'listen')
    .map((section) => leadingOn(readBackend(section, config.version).pool, { section, listenerAt }));
  POOLS.set(config, pools);
  return pools;
}

/** A pool is as it was read, where neither a server of it nor its `dispatch` is another frontend. */
function leadingOn(
  pool: ServerPool,
  { section, listenerAt }: { section: Section; listenerAt: (address: string) => string | null },
): ServerPool {
  const ends = pool.servers.map(({ address }) => listenerAt(address));
  const dispatch = section.lines.find(({ words }) => words[0] === 'dispatch')?.words[1];
  const dispatchedTo = dispatch === undefined ? null : listenerAt(dispatch);
  if (dispatchedTo === null && ends.every((end) => end === null)) return pool;
  return {
    ...pool,
    dispatchedTo,
    servers: pool.servers.map((one, at) => ({ ...one, leadsOn: ends[at] ?? null })),
  };
}

/** A backend, and which of its servers takes a request. */
export interface ReadBackend {
  pool: ServerPool;
  serving: Serving;
}

/** A configuration is asked for its shares and for its rules: both go by the same servers. */
const READ = new WeakMap<Section, ReadBackend & { version: string | null }>();

/** The servers of one `backend`, `listen` or, without any, `frontend`. */
export function readBackend(section: Section, version: string | null): ReadBackend {
  const known = READ.get(section);
  if (known !== undefined && known.version === version) return known;
  const read = { ...serverPool(section, version), version };
  READ.set(section, read);
  return read;
}

/** Lines that have a say in shares. */
const OF_INTEREST =
  /^(?:balance|hash-type|server|server-template|default-server|mode|cookie|stick|persist|use-server|load-server-state-from-file)$/;
const OPTIONS = /^(?:allbackups|prefer-last-server)$/;

function isOfInterest({ words: [first, second = '', third = ''] }: ConfigLine): boolean {
  const modified = first === 'no' || first === 'default';
  const [directive, value] = modified ? [second, third] : [first, second];
  return directive === 'option' ? OPTIONS.test(value) : OF_INTEREST.test(directive);
}

function serverPool(section: Section, version: string | null): ReadBackend {
  const all = proxyLines(section);
  const lines = all.filter(isOfInterest);
  const balance = balanceOf(lines, version);
  const { servers, refused } = serverLines(lines);
  const doubts = poolDoubts({ section, lines, servers, refused, balance });
  const sure = balance !== null && doubts.length === 0;
  const pool: ServerPool = {
    name: section.name ?? '',
    place: section.place,
    balance,
    allBackups: allBackups(lines),
    dispatchedTo: null,
    ...sharedServers(
      servers.map((server) => unsharedServer(server, balance)),
      {
        allBackups: allBackups(lines),
        numbered: servers.some(({ settings }) => settings.id !== null),
        balance: sure ? balance : null,
      },
    ),
    stickiness: stickinessOf(lines, balance),
    useServer: lines.flatMap(useServerRule),
    remarks: [...doubts, ...poolRemarks({ section, lines, servers, refused, balance })],
  };
  return { pool, serving: servingOf(all, pool.servers, doubts) };
}

/** `default-server` holds for the servers after it. */
function serverLines(lines: readonly ConfigLine[]): { servers: ServerLine[]; refused: ConfigLine[] } {
  const servers: ServerLine[] = [];
  const refused: ConfigLine[] = [];
  let defaults = PLAIN;
  for (const line of lines) {
    const [directive] = line.words;
    if (directive === 'default-server') defaults = withSettings(defaults, line.words.slice(1));
    if (directive !== 'server' && directive !== 'server-template') continue;
    const server = serverLine(line, defaults);
    if (server === null) refused.push(line);
    else servers.push(server);
  }
  return { servers, refused };
}

function unsharedServer(
  { name, slots, address, settings, line }: ServerLine,
  balance: Balance | null,
): Unshared {
  const byDns = settings.resolvers !== null && isHostName(address);
  const hasDnsWeight = byDns && isServiceName(address) && !settings.ignoreDnsWeight;
  const followed = hasDnsWeight && (balance === null || balance.followsChanges);
  // An agent says parts of the line's weight. Where weights do not change, it may still say 0 %
  // (`server_parse_weight_change_request`).
  const told = settings.agent && settings.weight !== 0;
  return {
    name,
    slots,
    address,
    leadsOn: null,
    count: slots === null ? 1 : byDns ? null : slots.last - slots.first + 1,
    weight: followed || told ? null : settings.weight,
    weightBy: followed ? 'dns' : told ? 'agent' : 'line',
    backup: settings.backup,
    disabled: settings.disabled,
    resolvers: byDns ? settings.resolvers : null,
    slowstartSeconds: settings.slowstartSeconds,
    cookie: settings.cookie,
    maxconn: settings.maxconn,
    place: line.place,
  };
}

function allBackups(lines: readonly ConfigLine[]): boolean {
  const line = lines.findLast(({ words }) => words.includes('option') && words.includes('allbackups'));
  return line?.words[0] === 'option';
}

function useServerRule({ words: [first, server, ...condition], place }: ConfigLine): UseServerRule[] {
  return first === 'use-server' && server !== undefined
    ? [{ server, condition: condition.join(' '), place }]
    : [];
}
