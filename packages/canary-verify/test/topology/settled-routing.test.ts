import { expect, test } from 'vitest';
import { untilTopologyRoutes } from '../../src/topology/readiness.js';
import { fakeServer } from '../fake-server.js';

const CONSUL = JSON.stringify([
  {
    Node: { Address: '10.0.0.1' },
    Service: { ID: 'a', Service: 'shop', Address: '10.0.0.1', Port: 1, Weights: { Passing: 1, Warning: 1 } },
    Checks: [{ CheckID: 'a', Name: 'a', Status: 'passing', Output: '', Notes: '' }],
  },
]);

/** A fake Consul with one replica, and a fake HAProxy without addresses that routes to as many as it is told at each look. */
function consulAndHaproxy(routedAt: (look: number) => number) {
  let looks = 0;
  const server = fakeServer(({ url }, response) => {
    if (url?.startsWith('/v1/')) return void response.end(CONSUL);
    if (url !== '/stats;csv') return void response.end('');
    const names = Array.from({ length: routedAt(looks++) }, (_, index) => `shop,shop-${index + 1},UP,2,1`);
    response.end(`# pxname,svname,status,type,weight\n${names.join('\n')}\n`);
  });
  return { server, looks: () => looks };
}

function goal(url: string, settlesMs: number, timeoutMs = 10_000) {
  const { origin } = new URL(url);
  return {
    consul: { url: origin, token: null },
    stats: { kind: 'page', url: `${origin}/stats`, authorization: null } as const,
    replicas: { shop: 1 },
    routed: [{ service: 'shop', backend: 'shop', prefix: 'shop-', slots: 5 }],
    settlesMs,
    timeoutMs,
    signal: new AbortController().signal,
  };
}

test('equal numbers that do not last are not enough: they may be those of other replicas', async () => {
  // Equal by chance at first; then HAProxy has noticed the new replica, and has not let go of the old one.
  const unequal = 15;
  const { server, looks } = consulAndHaproxy((look) => (look > 0 && look <= unequal ? 2 : 1));
  await using fake = await server;
  // The unequal looks alone take longer: the time counts from the last of them.
  await untilTopologyRoutes(goal(fake.url, 500));
  expect(looks()).toBeGreaterThan(1 + unequal + 1);
});

test('where HAProxy follows at once, the first look is enough', async () => {
  const { server, looks } = consulAndHaproxy(() => 1);
  await using fake = await server;
  await untilTopologyRoutes(goal(fake.url, 0));
  expect(looks()).toBe(1);
});

test('at the deadline it says who was asked and did not answer', async () => {
  await using fake = await fakeServer((_, response) => void response.writeHead(503).end());
  const { origin } = new URL(fake.url);
  await expect(untilTopologyRoutes(goal(fake.url, 0, 100))).rejects.toThrow(
    new RegExp(`not ready after 0.1 s:\n {2}No answer from Consul at ${origin}: Consul answered 503`),
  );
});
