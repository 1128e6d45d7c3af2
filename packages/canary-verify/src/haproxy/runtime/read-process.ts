import { deadline } from '../../system/deadline.js';
import { reasonOf } from '../../system/reason.js';
import type { HaproxyProcess, RuntimeServer, StickTable } from './process.js';
import { ask } from './runtime-socket.js';
import { readInfo, readResolvers, readServersState, readTable, readTableNames } from './socket-answers.js';
import { readStatistics } from './statistics-csv.js';
import { infoOf, statisticsOf } from './statistics-page.js';
import { placeName, type StatsPlace } from './stats-place.js';

/** A running HAProxy, or why it could not be asked. */
export type ProcessAnswer = { process: HaproxyProcess } | { source: string; failure: string };

/** No answer within this time is none, in milliseconds. */
const TIMEOUT_MS = 3_000;

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

type Read = Omit<HaproxyProcess, 'source'>;

async function fromPage(page: Extract<StatsPlace, { kind: 'page' }>, signal: AbortSignal): Promise<Read> {
  const [statistics, info] = await Promise.all([statisticsOf(page, signal), infoOf(page, signal)]);
  return { ...info, ...statistics, nameServers: null, stickTables: null };
}

type Connect = Extract<StatsPlace, { kind: 'socket' }>['connect'];

async function fromSocket(connect: Connect, signal: AbortSignal): Promise<Read> {
  const say = (command: string) => ask(connect, command, signal);
  const [info, csv, states, resolvers, tables] = await Promise.all([
    say('show info'),
    say('show stat'),
    say('show servers state'),
    say('show resolvers'),
    say('show table'),
  ]);
  if (!csv.startsWith('# pxname,')) throw new Error('what listens there is no runtime socket of HAProxy');
  const { servers, backends } = readStatistics(csv);
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

/** Tables count requests and errors, too: only entries that name a server keep anybody anywhere. */
async function tablesOf(
  names: readonly string[],
  say: (command: string) => Promise<string>,
): Promise<StickTable[]> {
  return Promise.all(
    names.map(async (name) => readTable(name, await say(`show table ${name} data.server_id gt 0`))),
  );
}
