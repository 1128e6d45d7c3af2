import { type AddressInfo, createServer, type Socket } from 'node:net';
import { vi } from 'vitest';
import type { Observation } from '../../src/observation/observation.js';
import { resolveOptions } from '../../src/options/options.js';
import { sample } from '../../src/sampling/sample.js';

/** What the fake does with one request. It has the socket to itself, down to the bytes. */
export type Conduct = (socket: Socket) => void;

/** A fake service on bare TCP, to provoke what real servers do not do on demand: bytes that are no HTTP, or half of it. */
export interface RawServer extends AsyncDisposable {
  url: string;
  /** The sockets that are not closed yet. */
  open: ReadonlySet<Socket>;
}

const SCRIPT_HEADER = 'X-Script';

/** Answers each request by the conduct that its header names; `greet` comes before any request has been read. */
export async function rawServer(conducts: readonly Conduct[], greet: Conduct = () => {}): Promise<RawServer> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    // A client that hangs up in the middle is what these tests are about.
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    eachRequest(socket, (script) => conducts[script]?.(socket));
    greet(socket);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/version`,
    open,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Finds the requests in what the client sends. They have no body: each ends with an empty line. */
function eachRequest(socket: Socket, take: (script: number) => void): void {
  let unread = '';
  socket.on('data', (bytes) => {
    const requests = (unread + bytes.toString('latin1')).split('\r\n\r\n');
    unread = requests.pop() ?? '';
    for (const request of requests) take(Number(/^x-script: *(\d+)/im.exec(request)?.[1] ?? 0));
  });
}

export interface RunOptions {
  reuse: boolean;
  connections: number;
  timeoutMs: number;
}

/** What the sampler takes longer than a request may take, at most. */
const MARGIN_MS = 1_000;

/** How soon after the sampler has ended its sockets are closed. */
const CLOSED_WITHIN_MS = 1_000;

/** Samples each conduct once, and returns what came of it, in the order in which it was handed over. */
export async function sampleEach(
  conducts: readonly Conduct[],
  run: RunOptions,
  greet?: Conduct,
): Promise<Observation[]> {
  await using server = await rawServer(conducts, greet);
  const headers = conducts.map((_, script) => ({ [SCRIPT_HEADER]: String(script) }));
  return await sampleFrom(server, headers, run);
}

/** The same, with requests that are all alike, one after the other: whatever was learnt from one is used for the next. */
export async function sampleInTurn(
  conducts: readonly Conduct[],
  run: Omit<RunOptions, 'connections'>,
): Promise<Observation[]> {
  let turn = 0;
  await using server = await rawServer([(socket) => conducts[turn++]?.(socket)]);
  return await sampleFrom(
    server,
    conducts.map(() => ALIKE),
    { ...run, connections: 1 },
  );
}

const ALIKE: Readonly<Record<string, string>> = {};

/** Sends a request with each of these headers. */
async function sampleFrom(
  server: RawServer,
  requests: readonly Readonly<Record<string, string>>[],
  { reuse, connections, timeoutMs }: RunOptions,
): Promise<Observation[]> {
  const arms = [...new Set(requests)];
  const options = resolveOptions({
    target: server.url,
    connections,
    timeoutMs,
    arms: arms.map((headers, arm) => ({ name: String(arm), headers, expect: '10%' })),
  });
  const address = { address: '127.0.0.1', family: 4 };
  const observations: Observation[] = [];
  let asked = 0;
  const demand = {
    nextArm: () => {
      const headers = requests[asked++];
      return headers === undefined ? null : arms.indexOf(headers);
    },
    betweenMs: () => 0,
    requestsPerConnection: () => (reuse ? 10 : 1),
    take: (observation: Observation) => observations.push(observation) > 0,
  };
  const most = timeoutMs * Math.ceil(requests.length / connections) + MARGIN_MS;
  await within(
    most,
    sample(
      options,
      { addresses: [address], reuse, spread: null, random: Math.random },
      demand,
      options.signal,
    ),
  );
  await vi.waitFor(() => assertNoneOpen(server), { timeout: CLOSED_WITHIN_MS, interval: 2 });
  return observations;
}

function assertNoneOpen({ open }: RawServer): void {
  if (open.size > 0) throw new Error(`${open.size} sockets are still open after the run has ended`);
}

/** The work's result; an error when it takes longer. */
async function within<Result>(mostMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the run did not end within ${mostMs} ms`)), mostMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
