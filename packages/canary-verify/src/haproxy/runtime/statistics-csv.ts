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
  const [header = '', ...lines] = csv.split('\n');
  const names = new Map(
    header
      .replace(/^# /, '')
      .split(',')
      .map((name, index) => [name, index] as const),
  );
  const rows = lines.filter((line) => line !== '').map((line) => rowOf(names, line));
  return {
    servers: rows.filter((field) => field('type') === SERVER).map(serverOf),
    backends: rows.filter((field) => field('type') === BACKEND).map(backendOf),
  };
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
    weight: Number(field('weight')) || 0,
    ownWeight: numberIn(field('uweight')),
    initialWeight: null,
    backup: field('bck') === '1',
    sessions: Number(field('stot')) || 0,
    cookie: field('cookie') || null,
    changedSeconds: numberIn(field('lastchg')),
    throttle: numberIn(field('throttle')),
    record: null,
  };
}

function backendOf(field: Row): RuntimeBackend {
  return { name: field('pxname'), status: field('status'), algorithm: field('algo') || null };
}

function numberIn(text: string): number | null {
  return /^\d+$/.test(text) ? Number(text) : null;
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
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
