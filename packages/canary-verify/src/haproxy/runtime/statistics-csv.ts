import { linesOf } from './lines.js';
import type { RuntimeBackend, RuntimeServer } from './process.js';

/** The content of the statistics. */
export interface Statistics {
  servers: readonly RuntimeServer[];
  backends: readonly RuntimeBackend[];
}

/** Types of lines: 0 is a frontend, 3 a listener. */
const BACKEND = '1';
const SERVER = '2';

/**
 * Reads the CSV format (management guide, section 9.1): a header line that begins with `# `, then a line for each proxy and
 * server. Addresses, cookies and algorithms are shown with `stats show-legends`, or on a socket of level operator.
 */
export function readStatistics(csv: string): Statistics {
  const [header = '', ...lines] = linesOf(csv);
  const names = new Map(
    header
      .replace(/^# /, '')
      .split(',')
      .map((name, index) => [name, index] as const),
  );
  const servers: RuntimeServer[] = [];
  const backends: RuntimeBackend[] = [];
  for (const line of lines) {
    const field = rowOf(names, line);
    if (field('type') === SERVER) servers.push(serverOf(field));
    if (field('type') === BACKEND) backends.push(backendOf(field));
  }
  return { servers, backends };
}

/** Reads an answer that is to be the statistics. Throws when it is not, or not all of them. */
export function readWholeStatistics(answer: string, place: 'statistics page' | 'runtime socket'): Statistics {
  if (!answer.startsWith('# pxname,')) throw new Error(`what stands there is no ${place} of HAProxy`);
  if (!answer.endsWith('\n')) throw new Error('its answer is cut short');
  return readStatistics(answer);
}

/** A line: what stands in the field of a name, or nothing. */
type Row = (name: string) => string;

function rowOf(names: ReadonlyMap<string, number>, line: string): Row {
  const values = fields(line);
  return (name) => values[names.get(name) ?? -1] ?? '';
}

function serverOf(field: Row): RuntimeServer {
  return {
    backend: field('pxname'),
    name: field('svname'),
    address: isAddress(field('addr')) && !isUnresolved(field('status')) ? field('addr') : null,
    status: field('status'),
    weight: numberIn(field('weight')) ?? 0,
    ownWeight: numberIn(field('uweight')),
    initialWeight: null,
    backup: field('bck') === '1',
    agent: null,
    sessions: numberIn(field('stot')) ?? 0,
    answered: answeredOf(field),
    retried: numberIn(field('wretr')) ?? 0,
    sentOn: numberIn(field('wredis')) ?? 0,
    cookie: field('cookie') || null,
    changedSeconds: numberIn(field('lastchg')),
    throttle: numberIn(field('throttle')),
    record: null,
    host: null,
  };
}

/** The responses of all kinds; HAProxy leaves these fields empty where it reads no HTTP. */
function answeredOf(field: Row): number | null {
  const counts = RESPONSES.map((name) => numberIn(field(name)));
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}

const RESPONSES = ['hrsp_1xx', 'hrsp_2xx', 'hrsp_3xx', 'hrsp_4xx', 'hrsp_5xx', 'hrsp_other'];

function backendOf(field: Row): RuntimeBackend {
  return { name: field('pxname'), status: field('status'), algorithm: field('algo') || null };
}

function numberIn(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** A slot whose record is gone still shows the address that it had. */
function isUnresolved(status: string): boolean {
  return status.startsWith('MAINT (resolution)');
}

/** A slot that was never filled has an empty address or port 0. */
function isAddress(address: string): boolean {
  return /:[1-9]\d*$/.test(address);
}

/** Splits a line; a field may be quoted, with doubled quotes inside (RFC 4180). */
function fields(line: string): string[] {
  const found: string[] = [];
  for (let at = 0; at <= line.length; ) {
    const { text, end } = line[at] === '"' ? quotedField(line, at) : plainField(line, at);
    found.push(text);
    at = end + 1;
  }
  return found;
}

interface Field {
  text: string;
  /** The place of the comma behind it, or the end of the line. */
  end: number;
}

function plainField(line: string, from: number): Field {
  const comma = line.indexOf(',', from);
  const end = comma === -1 ? line.length : comma;
  return { text: line.slice(from, end), end };
}

function quotedField(line: string, from: number): Field {
  let close = line.indexOf('"', from + 1);
  while (close !== -1 && line[close + 1] === '"') close = line.indexOf('"', close + 2);
  if (close === -1) return plainField(line, from);
  return { text: line.slice(from + 1, close).replaceAll('""', '"'), end: plainField(line, close).end };
}
