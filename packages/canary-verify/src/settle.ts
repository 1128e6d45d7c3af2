import { lookup } from 'node:dns/promises';
import type { FailureCause } from './observation.js';
import type { ResolvedOptions } from './options.js';
import { Connection, type Outcome } from './sampling/connection.js';
import type { Address } from './sampling/sample.js';

/** What was found before counting began: the addresses that answer, or why none does. */
export type Settled =
  | { reachable: true; addresses: readonly [Address, ...Address[]] }
  | { reachable: false; tried: readonly string[]; cause: FailureCause };

/** No answer to the first requests within this time means unreachable, in milliseconds. */
const PROBE_TIMEOUT_MS = 3_000;

/**
 * Resolves the target once and asks each of its addresses, uncounted: `localhost` is often two addresses of which
 * one answers. Those that answer at all, with whatever status, are used from then on.
 */
export async function settle(options: ResolvedOptions): Promise<Settled> {
  const found = await resolve(options);
  if (found.length === 0) return { reachable: false, tried: [nameOf(options)], cause: 'unresolved' };
  const outcomes = await Promise.all(found.map((address) => probe(options, address)));
  const [first, ...rest] = found.filter((_, index) => typeof outcomes[index] === 'object');
  if (first !== undefined) return { reachable: true, addresses: [first, ...rest] };
  const cause = outcomes.find((outcome) => typeof outcome === 'string') ?? 'malformed';
  return { reachable: false, tried: found.map((address) => endpoint(address, options)), cause };
}

/** "127.0.0.1:48151", "[::1]:48151", "/run/proxy.sock". */
function endpoint(address: Address, options: ResolvedOptions): string {
  if (address === null) return nameOf(options);
  const { target, request } = options;
  const host = address.family === 6 ? `[${address.address}]` : address.address;
  const port = target.port || (target.protocol === 'https:' ? 443 : 80);
  return `${host}:${request.way.kind === 'elsewhere' ? request.way.port : port}`;
}

/** Where the connections go to, as the user said it. */
function nameOf({ target, request: { way } }: ResolvedOptions): string {
  if (way.kind === 'socket') return way.path;
  return way.kind === 'elsewhere' ? `${way.hostname}:${way.port}` : target.host;
}

async function resolve({ target, request: { way } }: ResolvedOptions): Promise<Address[]> {
  if (way.kind === 'socket') return [null];
  const hostname = way.kind === 'elsewhere' ? way.hostname : target.hostname;
  try {
    return await lookup(hostname.replace(/^\[(.*)\]$/, '$1'), { all: true });
  } catch {
    return [];
  }
}

/** A replica that hangs or breaks must not make the target look unreachable: one answer to these is enough. */
const PROBES = 3;

async function probe(
  { target, timeoutMs, arms, request }: ResolvedOptions,
  address: Address,
): Promise<Outcome> {
  const destination = {
    target,
    address,
    request,
    timeoutMs: Math.min(timeoutMs, PROBE_TIMEOUT_MS),
    reuse: false,
  };
  const connections = Array.from({ length: PROBES }, () => new Connection(destination));
  const deadlines = setInterval(() => {
    for (const connection of connections) connection.checkDeadline(performance.now());
  }, 50);
  try {
    return await firstAnswer(
      connections.map(
        (connection) =>
          new Promise<Outcome>((done) => connection.send(arms[0].headers, ({ outcome }) => done(outcome))),
      ),
    );
  } finally {
    clearInterval(deadlines);
    await Promise.all(connections.map((connection) => connection.destroy()));
  }
}

/** The first outcome that is an answer; the first cause of failure when none is. */
function firstAnswer(outcomes: readonly Promise<Outcome>[]): Promise<Outcome> {
  return new Promise((resolve) => {
    for (const outcome of outcomes) void outcome.then((one) => typeof one === 'object' && resolve(one));
    void Promise.all(outcomes).then(([first]) => resolve(first ?? 'malformed'));
  });
}
