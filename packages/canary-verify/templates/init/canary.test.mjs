import { fileURLToPath } from 'node:url';
import { startTopology } from 'canary-verify/topology';
import 'canary-verify/vitest';
import { afterAll, beforeAll, expect, test } from 'vitest';

const file = (name) => fileURLToPath(new URL(name, import.meta.url));
let topology;
let url;

// Ports and containers of its own: `docker compose up` may run beside it.
beforeAll(async () => {
  topology = await startTopology({
    compose: file('compose.yaml'),
    services: {
      proxy: 'haproxy',
      consul: 'consul',
      stable: { compose: 'stable', consul: 'app' },
      canary: { compose: 'canary', consul: 'app-canary' },
    },
  });
  url = `${topology.urls.service}/version`;
}, 120_000);
afterAll(() => topology?.stop(), 60_000);

test('1 of 5 replicas is a canary: 20 %', async () => {
  await expect(url).toSplitTraffic('20%', topology.sources);
}, 60_000);

test('requests with the header reach the canary, and no others do', async () => {
  await topology.useHaproxyConfig(file('haproxy/by-header.cfg'));
  await expect(url).toRouteHeader('X-Canary: always', { to: 'canary', unmarked: '0%' });
}, 60_000);

test('promoted, the new version alone answers', async () => {
  await topology.useHaproxyConfig(file('haproxy/by-replicas.cfg'));
  await topology.scale('canary', 4);
  await topology.scale('stable', 0);
  await expect(url).toServeVersion('1.1.0');
}, 120_000);
