import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { verify } from 'canary-verify';
import 'canary-verify/jest';
import { startTopology } from 'canary-verify/topology';

/** A system that knows nothing of canary-verify: nginx behind HAProxy, fed by Consul. */
const shop = fileURLToPath(new URL('../../fixtures/shop/', import.meta.url));
/** How its responses say which version they come from. */
const says = { by: 'json:/build', stable: '2024.1', canary: '2024.2' };
let topology;
let url;

beforeAll(async () => {
  topology = await startTopology({
    compose: `${shop}compose.yaml`,
    services: {
      proxy: 'lb',
      consul: 'consul',
      stable: { compose: 'web', consul: 'shop' },
      canary: { compose: 'web-next', consul: 'shop-canary' },
    },
  });
  url = `${topology.urls.service}/version`;
}, 120_000);
afterAll(() => topology?.stop(), 60_000);

test('1 of 5 replicas is a canary: 20 %', async () => {
  await expect(url).toSplitTraffic('20%', says);
}, 60_000);

test('each of the five replicas answers as often', async () => {
  const { host } = await (await fetch(url)).json();
  const hosts = await verify({ target: url, by: 'json:/host', canary: host, expect: '20%' });
  expect(hosts).toMatchVerdict('matches');
  expect(Object.keys(hosts.versions)).toHaveLength((await topology.replicas()).length);
}, 60_000);

test('requests with the header reach the canary, and no others do', async () => {
  await topology.useHaproxyConfig(`${shop}haproxy-headers.cfg`);
  await expect(url).toRouteHeader('X-Beta-Tester: yes', { ...says, to: 'canary', unmarked: '0%' });
}, 60_000);

test('promoted, the new version alone answers', async () => {
  await topology.useHaproxyConfig(`${shop}haproxy.cfg`);
  await topology.scale('canary', 4);
  await topology.scale('stable', 0);
  await expect(url).toServeVersion('2024.2', { by: says.by });
}, 120_000);
