import { readingLimit } from '../../system/bounded-text.js';
import { deadline } from '../../system/deadline.js';
import { reasonOf } from '../../system/reason.js';
import type { HaproxyProcess, RuntimeServer, StickTable } from './process.js';
import { ask } from './runtime-socket.js';
import { readInfo, readResolvers, readServersState, readTable, readTableNames } from './socket-answers.js';
import { readWholeStatistics } from './statistics-csv.js';
import { infoOf, statisticsOf } from './statistics-page.js';
import { placeName, type StatsPlace } from './stats-place.js';

/** A running HAProxy, or why it could not be asked. */
export type ProcessAnswer = { process: HaproxyProcess } | { source: string; failure: string };

/** No answer within this time is none, in milliseconds. */
const TIMEOUT_MS = 3_000;

/** The most characters that are read of all answers of a runtime socket together. */
const MOST_CHARACTERS = 16_000_000;

/** Asks a running HAProxy for all that it says of its servers. Never throws. */
export async function readProcess(place: StatsPlace, signal: AbortSignal): Promise<ProcessAnswer> {
  using end = deadline(signal, TIMEOUT_MS);
  const source = placeName(place);
  try {
    const read = place.kind === 'page' ? fromPage(place, end.signal) : fromSocket(place.connect, end.signal);
    return { process: { source, ...(await read) } };
  } catch (error) {
    return { source, failure: reasonOf(error) };
  }
}

/** Gives one command to a runtime socket, and returns the answer. Throws when there is none in time. */
export async function askSocket(connect: Connect, command: string): Promise<string> {
  using end = deadline(new AbortController().signal, TIMEOUT_MS);
  return await ask(connect, command, { signal: end.signal, limit: readingLimit(MOST_CHARACTERS) });
}

type Read = Omit<HaproxyProcess, 'source'>;

async function fromPage(page: Extract<StatsPlace, { kind: 'page' }>, signal: AbortSignal): Promise<Read> {
  const [statistics, info] = await Promise.all([statisticsOf(page, signal), infoOf(page, signal)]);
  return { ...info, ...statistics, nameServers: null, stickTables: null };
}

type Connect = Extract<StatsPlace, { kind: 'socket' }>['connect'];

async function fromSocket(connect: Connect, signal: AbortSignal): Promise<Read> {
  const reading = { signal, limit: readingLimit(MOST_CHARACTERS) };
  const say = (command: string) => ask(connect, command, reading);
  const [info, csv, states, resolvers, tables] = await Promise.all([
    say('show info'),
    say('show stat'),
    say('show servers state'),
    say('show resolvers'),
    say('show table'),
  ]);
  const { servers, backends } = readWholeStatistics(csv, 'runtime socket');
  return {
    ...readInfo(info),
    servers: withStates(servers, states),
    backends,
    nameServers: readResolvers(resolvers),
    stickTables: await tablesOf(readTableNames(tables), say),
  };
}

function withStates(servers: readonly RuntimeServer[], text: string): RuntimeServer[] {
  const states = readServersState(text);
  return servers.map((server) => ({ ...server, ...states.get(`${server.backend}/${server.name}`) }));
}

/** The most stick-tables that are looked at, and how many of them at once. */
const MOST_TABLES = 1_000;
const TABLES_AT_ONCE = 8;

/** Tables count requests and errors, too: only entries that name a server keep anybody anywhere. */
async function tablesOf(
  names: readonly string[],
  say: (command: string) => Promise<string>,
): Promise<StickTable[]> {
  if (names.length > MOST_TABLES) throw new Error(`it has more than ${MOST_TABLES} stick-tables`);
  const tables: StickTable[] = [];
  for (let at = 0; at < names.length; at += TABLES_AT_ONCE) {
    const some = names.slice(at, at + TABLES_AT_ONCE).map(async (name) => {
      return readTable(name, await say(`show table ${name} data.server_id gt 0`));
    });
    tables.push(...(await Promise.all(some)));
  }
  return tables;
}
