import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { verify } from 'canary-verify';
import { assertRouting, assertSplit, assertVerdict, assertVersion } from 'canary-verify/assert';
import { startTopology } from 'canary-verify/topology';

/** A system that knows nothing of canary-verify: nginx behind HAProxy, fed by Consul. */
const shop = fileURLToPath(new URL('../../fixtures/shop/', import.meta.url));
/** How its responses say which version they come from. */
const says = { by: 'json:/build', stable: '2024.1', canary: '2024.2' };
let topology;
let url;

before(async () => {
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
});
after(() => topology?.stop());

test('1 of 5 replicas is a canary: 20 %', async () => {
  await assertSplit(url, '20%', says);
});

test('each of the five replicas answers as often', async () => {
  const { host } = await (await fetch(url)).json();
  const hosts = await verify({ target: url, by: 'json:/host', canary: host, expect: '20%' });
  assertVerdict(hosts, 'matches');
  assert.equal(Object.keys(hosts.versions).length, (await topology.replicas()).length);
});

test('requests with the header reach the canary, and no others do', async () => {
  await topology.useHaproxyConfig(`${shop}haproxy-headers.cfg`);
  await assertRouting(url, 'X-Beta-Tester: yes', { ...says, to: 'canary', unmarked: '0%' });
});

test('promoted, the new version alone answers', async () => {
  await topology.useHaproxyConfig(`${shop}haproxy.cfg`);
  await topology.scale('canary', 4);
  await topology.scale('stable', 0);
  await assertVersion(url, '2024.2', { by: says.by });
});
