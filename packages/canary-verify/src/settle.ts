import { lookup } from 'node:dns/promises';
import { knownReplicas } from './consul/known-replicas.js';
import type { Diagnosis } from './diagnosis.js';
import type { FailureCause } from './observation.js';
import type { Replicas, ResolvedOptions } from './options.js';
import { Connection, type Outcome } from './sampling/connection.js';
import type { Address } from './sampling/sample.js';

/** What was found before counting began: the addresses that answer and the replicas that there are; or what is in the way. */
export type Settled =
  | { reachable: true; addresses: readonly [Address, ...Address[]]; replicas: Replicas | null }
  | { reachable: false; why: Diagnosis };

/** No answer to the first requests within this time means unreachable, in milliseconds. */
const PROBE_TIMEOUT_MS = 3_000;

/** Finds out what there is to measure, uncounted. */
export async function settle(options: ResolvedOptions): Promise<Settled> {
  const { consul } = options;
  if (consul === null) return findAddresses(options, options.replicas);
  const known = await knownReplicas(consul);
  if ('failure' in known)
    return { reachable: false, why: { kind: 'consul-unreachable', url: consul.url, cause: known.failure } };
  const { stable, canary } = known.replicas;
  if (stable + canary === 0)
    return { reachable: false, why: { kind: 'not-in-consul', services: Object.values(consul.services) } };
  return findAddresses(options, known.replicas);
}

/**
 * Resolves the target once and asks each of its addresses: `localhost` is often two addresses of which one answers.
 * Those that answer at all, with whatever status, are used from then on.
 */
async function findAddresses(options: ResolvedOptions, replicas: Replicas | null): Promise<Settled> {
  const found = await resolve(options);
  if (found.length === 0) return unreachable([nameOf(options)], 'unresolved');
  const outcomes = await Promise.all(found.map((address) => probe(options, address)));
  const [first, ...rest] = found.filter((_, index) => typeof outcomes[index] === 'object');
  if (first !== undefined) return { reachable: true, addresses: [first, ...rest], replicas };
  const cause = outcomes.find((outcome) => typeof outcome === 'string') ?? 'malformed';
  return unreachable(
    found.map((address) => endpoint(address, options)),
    cause,
  );
}

function unreachable(tried: readonly string[], cause: FailureCause): Settled {
  return { reachable: false, why: { kind: 'unreachable', tried, cause } };
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
  if (way.kind === 'resolved') return [...way.addresses];
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
