import type { ConfigLine, Remark } from '../configuration/configuration.js';
import { modeOf } from './balance.js';
import type { PooledServer } from './server-pool.js';

/** Which server of a backend takes a request, as far as weights do not decide it. */
export interface Serving {
  /** `disabled`: HAProxy does not start it. */
  disabled: boolean;
  servers: readonly PooledServer[];
  /**
   * Whether requests that nothing else decides find a server: one that is not disabled and has a weight, as far as its lines
   * could be read; or none is needed (`dispatch`, `option transparent`).
   */
  serves: boolean;
  /** The cookie that names a server; null if none does. */
  cookie: ServerCookie | null;
  /** How many servers `nbsrv` counts when all are up: backups count when there are no others, one of them or all. */
  usable: number;
  /** `option persist`: a server that is chosen takes requests although it is down. */
  persists: boolean;
}

/** A cookie whose value names a server (`cookie NAME`). */
export interface ServerCookie {
  name: string;
  /** The value goes up to this letter. */
  end: '~' | '|';
  /** HAProxy makes up the values by itself (`dynamic`), or looks at dates in them (`maxidle`, `maxlife`). */
  unread: boolean;
}

/**
 * Reads it from the lines of a proxy.
 *
 * @param doubts Why its servers could not all be read.
 */
export function servingOf(
  lines: readonly ConfigLine[],
  servers: readonly PooledServer[],
  doubts: readonly Remark[],
): Serving {
  return {
    disabled: isDisabled(lines),
    servers,
    serves:
      servers.some(({ disabled, weight }) => !disabled && weight !== 0) ||
      doubts.length > 0 ||
      readsState(lines) ||
      lines.some(isElsewhere),
    cookie: cookieOf(lines),
    usable: usableOf(servers, isOption(lines, 'allbackups')),
    persists: isOption(lines, 'persist'),
  };
}

/** Servers without weight take nothing, and are not counted (HAProxy's be_usable_srv). */
function usableOf(servers: readonly PooledServer[], allBackups: boolean): number {
  const usable = servers.filter(({ disabled, weight }) => !disabled && weight !== 0);
  const sum = (some: readonly PooledServer[]) =>
    some.reduce((all, { slots }) => all + (slots === null ? 1 : slots.last - slots.first + 1), 0);
  const active = sum(usable.filter(({ backup }) => !backup));
  const backups = sum(usable.filter(({ backup }) => backup));
  return active > 0 ? active : allBackups ? backups : Math.min(backups, 1);
}

/** `disabled` or `enabled`: the last one counts. */
export function isDisabled(lines: readonly ConfigLine[]): boolean {
  const line = lines.findLast(({ words: [word] }) => word === 'disabled' || word === 'enabled');
  return line?.words[0] === 'disabled';
}

function isElsewhere({ words: [first, second] }: ConfigLine): boolean {
  return (
    first === 'dispatch' || (first === 'option' && (second === 'transparent' || second === 'http_proxy'))
  );
}

function isOption(lines: readonly ConfigLine[], name: string): boolean {
  return (
    lines.findLast(({ words }) => words.includes('option') && words.includes(name))?.words[0] === 'option'
  );
}

/** HAProxy ignores cookies where it does not read HTTP. */
function cookieOf(lines: readonly ConfigLine[]): ServerCookie | null {
  const line = lines.findLast(({ words }) => words[0] === 'cookie');
  const name = line?.words[1];
  if (line === undefined || name === undefined || modeOf(lines) !== 'http') return null;
  const { words } = line;
  return {
    name,
    end: words.includes('prefix') ? '~' : '|',
    unread: ['dynamic', 'maxidle', 'maxlife'].some((word) => words.includes(word)),
  };
}

/** Weights and states may come from a file. */
function readsState(lines: readonly ConfigLine[]): boolean {
  return lines.some(({ words }) => words[0] === 'load-server-state-from-file' && words[1] !== 'none');
}

/** The server of this name: its own line, or the template whose slot it is. */
export function serverNamed<Named extends Pick<PooledServer, 'name' | 'slots'>>(
  servers: readonly Named[],
  name: string,
): Named | null {
  return servers.find((one) => one.name === name || isSlot(name, one)) ?? null;
}

function isSlot(name: string, { name: prefix, slots }: Pick<PooledServer, 'name' | 'slots'>): boolean {
  if (slots === null || !name.startsWith(prefix)) return false;
  const number = name.slice(prefix.length);
  return /^\d+$/.test(number) && Number(number) >= slots.first && Number(number) <= slots.last;
}
