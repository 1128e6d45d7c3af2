import { readdirSync, readFileSync } from 'node:fs';
import {
  type Deduction,
  deduce,
  type InspectedFrontend,
  type Inspection,
  readHaproxyConfig,
  requestTo,
  routingRules,
  type ServerPool,
} from 'canary-verify/haproxy';
import { canaryVerify } from '../../src/command-line.js';
import { haproxyConfig } from '../../src/message-topology.js';
import { pathOf } from '../documented.js';

/** What Consul adds to a file: how many replicas a version has, and the weight that HAProxy makes of each one's. */
export interface Replicas {
  stable: { count: number; weight: number };
  canary: { count: number; weight: number };
}

/** A fixture as it is read before any traffic. */
export interface ReadFixture {
  pools: readonly ServerPool[];
  frontend: InspectedFrontend;
  /** The share of unmarked requests that reach the canary, with the servers that are up now; null: it cannot be told. */
  running: number | null;
  /** What becomes of a request for `/version` with these headers. */
  deduce(headers: Readonly<Record<string, string>>): Deduction;
}

/**
 * By `canary-verify inspect`, and by the library for requests that it has not thought of.
 *
 * @param stats The statistics of the HAProxy that runs with it.
 */
export async function readFixture(fixture: string, stats: string): Promise<ReadFixture> {
  const file = haproxyConfig(fixture);
  const run = await canaryVerify('inspect', '--json', '--stats', stats, file);
  if (run.exitCode !== 0) throw new Error(`inspect ended with ${run.exitCode}: ${run.stderr}`);
  const { backends, frontends, running } = JSON.parse(run.stdout) as Inspection;
  const frontend = frontends.find(({ name }) => name === 'service');
  if (frontend === undefined) throw new Error('inspect knows no frontend "service"');
  const rules = routingRules(readHaproxyConfig([{ file, text: readFileSync(file, 'utf8') }], {}), maps());
  return {
    pools: backends,
    frontend,
    running: running[0]?.frontends.find(({ name }) => name === 'service')?.canaryShare ?? null,
    deduce: (headers) =>
      deduce(
        rules,
        'service',
        requestTo(new URL('http://127.0.0.1/version'), { headers: Object.entries(headers) }),
      ),
  };
}

/** By the names that the configurations give them. */
function maps(): Record<string, string> {
  const files = readdirSync(pathOf('fixtures/haproxy/maps')).map((file) => `maps/${file}`);
  return Object.fromEntries(
    files.map((file) => [file, readFileSync(pathOf(`fixtures/haproxy/${file}`), 'utf8')]),
  );
}

/** The share of such requests that reach the canary; null: it is not known from the file and from Consul. */
export function canaryShare(
  pools: readonly ServerPool[],
  deduction: Deduction,
  replicas: Replicas,
): number | null {
  if (deduction.unknown.length > 0) return null;
  let sum = 0;
  for (const { destination, share } of deduction.destinations) {
    const pool = pools.find(({ name }) => destination.kind === 'backend' && destination.name === name);
    const canaries = pool === undefined ? null : canaryShareOfPool(pool, replicas);
    if (canaries === null) return null;
    sum += share * canaries;
  }
  return sum;
}

/** Of new clients: the pool's own claim, or with what only DNS tells filled in. */
function canaryShareOfPool({ groups, servers, balance }: ServerPool, replicas: Replicas): number | null {
  const canaries = groups.find(({ name }) => name === 'canary');
  if (canaries === undefined) return 0;
  if (canaries.share !== null) return canaries.share;
  if (balance?.weights !== 'exactly') return null;
  const weights = servers.map(({ name, count, weight, backup }) => {
    const known = name === 'canary-' ? replicas.canary : replicas.stable;
    return backup ? 0 : (count ?? known.count) * (weight ?? known.weight);
  });
  const ofCanaries = weights.filter((_, index) => servers[index]?.name === 'canary-');
  return sumOf(ofCanaries) / sumOf(weights);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
