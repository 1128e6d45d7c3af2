import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTopology } from 'canary-verify/topology';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { canaryVerify } from '../src/command-line.js';
import { haproxyConfig, messageTopology } from '../src/message-topology.js';
import { startLoad } from '../src/steady-load.js';

let folder: string;
let config: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'consul-weights-'));
  config = join(folder, 'weights.cfg');
  const text = await readFile(haproxyConfig('weights'), 'utf8');
  const socket = '    stats socket "$HAPROXY_SOCKET" mode 600 level admin\n';
  await writeFile(
    config,
    text.replace(/^global\n/m, (global) => global + socket),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('services that keep their own registration set a weight back: the share is refused, they are named, and nothing is lost', async () => {
  await using topology = await startTopology('local', {
    ...messageTopology(2, 1),
    haproxyConfig: config,
  });
  const target = `${topology.urls.service}/version`;
  const where = [
    ...['--consul-weights', 'message/canary-', '--services', 'service-v1+service-v2'],
    ...['--consul-agent', topology.urls.consul, '--haproxy-stats', topology.haproxySocket],
  ];
  const registered = async () => {
    const replicas = await topology.replicas();
    return await Promise.all(
      replicas.map(async ({ instance: id }) => {
        const response = await fetch(`${topology.urls.consul}/v1/agent/service/${id}`);
        const { Weights, Meta, Tags, ContentHash } = (await response.json()) as Record<string, unknown>;
        return { id, Weights, Meta, Tags, ContentHash };
      }),
    );
  };
  const before = await registered();
  const load = startLoad(`${topology.urls.service}/messages`);
  const set = await canaryVerify('share', '10%', ...where, target);
  expect(set.stderr).toMatch(
    /could not be set to weights .*: \S+ has the weight 1 in Consul again, not \d+: it keeps its own registration, as service-kit does\. Have it change its weight itself, with setCommand and getCommand\. Every place has what it had before\./,
  );
  expect(set.exitCode).toBe(3);
  await vi.waitFor(async () => expect(await registered()).toEqual(before), 10_000);
  const read = await canaryVerify('share', ...where);
  expect(read.stdout).toMatch(/: 33\.3\d* % \(weights 1 of 3\)/);
  await load.stop();
  expect(load.failures).toEqual({});
});
