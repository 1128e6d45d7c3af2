import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExplainOptions, explain } from 'canary-verify';
import { readHaproxyConfig } from 'canary-verify/haproxy';
import { type StartedTopology, startTopology, type TopologyDefinition } from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { messageTopology } from '../src/message-topology.js';
import { pathOf } from './documented.js';
import { configuration } from './explain-matrix/configuration.js';
import { Held } from './explain-matrix/held.js';
import { type OwnHaproxy, startHaproxy } from './explain-matrix/own-haproxy.js';
import { startRaw } from './explain-matrix/raw-instance.js';
import type { Kind, Row, Services } from './explain-matrix/row.js';
import { FAULTS, HEALTHY } from './explain-matrix/rows.js';
import { startSilentDns } from './explain-matrix/silent-dns.js';
import { until } from './explain-matrix/until.js';

/** Two replicas of each version, which weigh 3 and 1, and one of credit. */
function replicas(): TopologyDefinition {
  const weighing = (track: 'stable' | 'canary', version: string, weight: number) => ({
    command: [process.execPath, pathOf('examples/verify/test/weights-service.mjs')] as const,
    env: { SERVICE_TRACK: track, SERVICE_VERSION: version, SERVICE_WEIGHT: String(weight) },
  });
  return {
    ...messageTopology(2, 2),
    haproxyConfig: pathOf('fixtures/haproxy/weights.cfg'),
    replicas: { 'service-v1': 2, 'service-v2': 2, credit: 1 },
    programs: {
      'service-v1': weighing('stable', '1.0.0', 3),
      'service-v2': weighing('canary', '1.1.0', 1),
      credit: weighing('stable', '1.0.0', 1),
    },
  };
}

/** What the processes of the topology can do. */
const REAL_FAULTS: readonly [Named, Named] = [
  { name: 'a replica that is killed', kinds: ['not-healthy'] },
  { name: 'all canaries have left', kinds: ['canary-empty'] },
];
type Named = Pick<Row, 'name' | 'kinds'>;

/** Every kind of cause there is, from the published schema. */
const CAUSES: readonly Kind[] = JSON.parse(
  readFileSync(pathOf('packages/canary-verify/explanation.schema.json'), 'utf8'),
).definitions.Cause.anyOf.flatMap(
  ({ properties }: CauseSchema) => properties.kind.enum ?? properties.kind.const,
);
interface CauseSchema {
  properties: { kind: { enum?: Kind[]; const?: Kind } };
}
/** These are no faults of a split: test/explain of the package provokes them. */
const ABOUT_SOURCES: readonly Kind[] = ['source-unreadable', 'addresses-hidden'];

let topology: StartedTopology;
let folder: string;
let dns: string;
/** What was found for each row that ran. */
const found = new Map<Named, readonly Kind[]>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matrix-'));
  topology = await startTopology('local', replicas());
  const self = await fetch(`${topology.urls.consul}/v1/agent/self`);
  const { DebugConfig } = (await self.json()) as { DebugConfig: { DNSAddrs: string[] } };
  dns = String(DebugConfig.DNSAddrs[0]).replace(/^.*:\/\//, '');
});
afterAll(async () => {
  await topology?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Brings a row about, and checks what `explain` says of it. */
async function check(row: Row, number: number): Promise<void> {
  await using parts = new Held();
  const { consul } = topology.urls;
  const services: Services =
    row.raw === undefined
      ? { stable: 'service-v1', canary: 'service-v2' }
      : { stable: `row${number}-v1`, canary: `row${number}-v2` };
  const raw = new Map<string, { leave(): Promise<void> }>();
  for (const one of row.raw?.(services) ?? []) raw.set(one.id, parts.use(await startRaw(consul, one)));
  const [fixture, changes] = row.configuration;
  const own = (text: string) =>
    text
      .replaceAll('_service-v1.', `_${services.stable}.`)
      .replaceAll('_service-v2.', `_${services.canary}.`);
  const text = own(configuration(fixture, changes));
  const asked = row.silentDns ? parts.use(await startSilentDns()).address : dns;
  const start = async (name: string) => parts.use(await startHaproxy(text, { folder, dns: asked, name }));
  const haproxy = await start(`row-${number}`);
  const second = row.second ? await start(`row-${number}-second`) : null;
  for (const one of [haproxy, ...(second === null ? [] : [second])])
    await until(`${row.name}: ${row.routed} servers are up`, async () => (await up(one)) >= row.routed);
  const leave = async (id: string) => raw.get(id)?.leave();
  await row.provoke?.({ haproxy, second, consul, services, leave });

  const config = readHaproxyConfig(
    [{ file: haproxy.config, text: await readFile(haproxy.config, 'utf8') }],
    {},
  );
  const common: ExplainOptions = {
    target: `${haproxy.service}${row.path ?? '/version'}`,
    consul,
    services,
    maxRequests: 100,
    ...row.ask,
  };
  const others = second === null ? [] : [second];
  await expectKinds(row, row.kinds, {
    ...common,
    haproxyStats: [haproxy, ...others].map(({ socket }) => socket),
    haproxyConfig: config,
  });
  if (row.line !== undefined)
    expect(await lineNamed(haproxy, { ...common, haproxyConfig: config })).toBe(own(row.line));
  await expectKinds(row, row.byPage ?? row.kinds, {
    ...common,
    haproxyStats: [haproxy, ...others].map(({ stats }) => stats),
  });
  found.set(row, row.kinds);
}

/** Asks until just these causes are named: what was provoked has to come from Consul through DNS to HAProxy. */
async function expectKinds(row: Named, kinds: readonly Kind[], options: ExplainOptions): Promise<void> {
  let last: readonly string[] = [];
  const named = async () => {
    const { diagnosis } = await explain(options);
    last = diagnosis.map(({ kind }) => kind);
    return last.join() === kinds.join();
  };
  await until(row.name, named, 15_000).catch(() => {});
  expect(last, `${row.name}, by ${options.haproxyStats?.join(' and ')}`).toEqual(kinds);
}

/** The line of the configuration that the first cause names. */
async function lineNamed(
  { config, socket }: OwnHaproxy,
  options: ExplainOptions,
): Promise<string | undefined> {
  const { diagnosis } = await explain({ ...options, haproxyStats: [socket] });
  const [first] = diagnosis;
  const line = first !== undefined && 'place' in first ? first.place?.line : undefined;
  return (await readFile(config, 'utf8')).split('\n')[(line ?? 0) - 1]?.trim();
}

async function up({ stats }: OwnHaproxy): Promise<number> {
  const csv = await (await fetch(`${stats};csv`)).text();
  return csv
    .split('\n')
    .filter((line) => /^(?!#).*,(UP|no check)[ ,]/.test(line) && !/,(BACKEND|FRONTEND),/.test(line)).length;
}

describe.concurrent('nothing is wrong', () => {
  test.each(HEALTHY.map((row, index) => [row.name, row, index] as const))('%s', (_, row, index) =>
    check(row, index),
  );
});

describe.concurrent('a fault is named, and nothing else', () => {
  test.each(FAULTS.map((row, index) => [row.name, row, 100 + index] as const))('%s', (_, row, number) =>
    check(row, number),
  );
});

/** After the others: this changes what all of them see. */
describe('a fault of the topology itself is named, and nothing else', () => {
  const asked = (): ExplainOptions => ({
    target: `${topology.urls.service}/version`,
    consul: topology.urls.consul,
    haproxyStats: [topology.urls.stats],
    haproxyConfig: readHaproxyConfig(
      [{ file: 'weights.cfg', text: readFileSync(pathOf('fixtures/haproxy/weights.cfg'), 'utf8') }],
      {},
    ),
    maxRequests: 100,
  });

  test('a replica that is killed', async () => {
    await expectKinds(REAL_FAULTS[0], [], asked());
    await topology.signal('service-v1-2', 'SIGKILL');
    await expectKinds(REAL_FAULTS[0], ['not-healthy'], asked());
    found.set(REAL_FAULTS[0], ['not-healthy']);
  });

  test('all canaries have left', async () => {
    await fetch(`${topology.urls.consul}/v1/agent/service/deregister/service-v1-2`, { method: 'PUT' });
    await topology.scale('service-v2', 0);
    await expectKinds(REAL_FAULTS[1], ['canary-empty'], asked());
    found.set(REAL_FAULTS[1], ['canary-empty']);
  });
});

test('the matrix: every row has run, and every cause has a row', () => {
  const rows = [...HEALTHY, ...FAULTS, ...REAL_FAULTS];
  expect([...found.keys()].map(({ name }) => name).sort()).toEqual(rows.map(({ name }) => name).sort());
  console.log(rows.map(({ name, kinds }) => `${name.padEnd(70)} ${kinds.join() || '-'}`).join('\n'));
  const provoked = new Set(rows.flatMap(({ kinds }) => kinds));
  expect([...provoked].sort()).toEqual(CAUSES.filter((kind) => !ABOUT_SOURCES.includes(kind)).sort());
});
