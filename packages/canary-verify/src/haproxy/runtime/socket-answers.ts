import { linesOf } from './lines.js';
import type { NameServerCounts, StickTable } from './process.js';

/** The identity of a HAProxy process. */
export interface HaproxyInfo {
  version: string | null;
  pid: number | null;
}

/** Reads `show info` (management guide, section 9.3): lines `Name: value`. */
export function readInfo(text: string): HaproxyInfo {
  const [, version = null] = /^Version: (\d[\w.]{0,50})/m.exec(text) ?? [];
  const [, pid] = /^Pid: (\d{1,10})/m.exec(text) ?? [];
  return { version, pid: pid === undefined ? null : Number(pid) };
}

/** The facts that `show servers state` adds to the statistics of a server. */
export interface ServerState {
  initialWeight: number | null;
  agent: boolean | null;
  record: string | null;
  host: string | null;
}

/** Reads `show servers state`, by `backend/server`: a version, a line of names behind `# `, then a line for each server. */
export function readServersState(text: string): ReadonlyMap<string, ServerState> {
  const lines = [...linesOf(text)];
  const header = lines.find((line) => line.startsWith('# ')) ?? '';
  const names = header.slice(2).split(' ');
  const [backendAt, nameAt, weightAt, agentAt, recordAt, hostAt] = [
    'be_name',
    'srv_name',
    'srv_iweight',
    'srv_agent_state',
    'srvrecord',
    'srv_fqdn',
  ].map((name) => names.indexOf(name)) as [number, number, number, number, number, number];
  const states = new Map<string, ServerState>();
  for (const line of lines) {
    const values = line.split(' ');
    const backend = values[backendAt];
    if (line.startsWith('#') || backend === undefined) continue;
    const weight = values[weightAt] ?? '';
    const record = values[recordAt] ?? '-';
    const host = values[hostAt] ?? '-';
    states.set(`${backend}/${values[nameAt]}`, {
      initialWeight: /^\d{1,15}$/.test(weight) ? Number(weight) : null,
      agent: isAsked(values[agentAt] ?? ''),
      record: record === '-' ? null : record,
      // Without a record it is what the configuration says.
      host: record === '-' || host === '-' ? null : host,
    });
  }
  return states;
}

/** Bits of the state of a check that is configured and enabled (HAProxy's include/haproxy/check-t.h). */
const CONFIGURED = 2;
const ENABLED = 4;

function isAsked(state: string): boolean | null {
  if (!/^\d{1,9}$/.test(state)) return null;
  return (Number(state) & CONFIGURED) !== 0 && (Number(state) & ENABLED) !== 0;
}

/** Reads `show resolvers`: a line for each section, under it its name servers, under each of them its counters. */
export function readResolvers(text: string): NameServerCounts[] {
  const found: NameServerCounts[] = [];
  let resolvers = '';
  for (const line of linesOf(text)) {
    const [, section] = /^Resolvers section (\S+)/.exec(line) ?? [];
    resolvers = section ?? resolvers;
    const [, nameserver] = /^ ?nameserver (\S+?):?$/.exec(line.trimEnd()) ?? [];
    if (nameserver !== undefined)
      found.push({ resolvers, nameserver, sent: 0, answers: 0, tooBig: 0, truncated: 0 });
    const [, counter = '', count] = /^\s*(\w+):\s*(\d{1,15})(?!\d)/.exec(line) ?? [];
    const last = found.at(-1);
    if (last === undefined) continue;
    if (counter === 'sent') last.sent = Number(count);
    if (counter === 'too_big') last.tooBig = Number(count);
    if (counter === 'truncated') last.truncated = Number(count);
    if (ANSWERS.has(counter)) last.answers += Number(count);
  }
  return found;
}

/** The counters of a name server that an answer of it raises: not those of questions, of time that is up and of changed addresses. */
const ANSWERS: ReadonlySet<string> = new Set([
  ...[
    'valid',
    'cname',
    'cname_error',
    'any_err',
    'nx',
    'refused',
    'other',
    'invalid',
    'too_big',
    'truncated',
  ],
  'outdated',
]);

/** Reads the names of the tables from `show table`: `# table: message, type: ip, size:1024, used:3`. */
export function readTableNames(text: string): string[] {
  return [...text.matchAll(/^# table: ([^,\s]+),/gm)].map(([, name = '']) => name);
}

/** Reads `show table NAME`: entries that keep a client with a server have a `server_id` that is not 0. */
export function readTable(name: string, text: string): StickTable {
  let kept = 0;
  for (const _ of text.matchAll(/ server_id=[1-9]/g)) kept++;
  return { name, kept };
}
