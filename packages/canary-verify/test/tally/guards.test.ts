import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { isSuspicious, newGuards, watchResponse } from '../../src/tally/guards.js';
import { verify } from '../../src/verify.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';
import { seeded } from '../statistics/seeded.js';

const nineAndOne = () =>
  inTurn(
    ...Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`)),
    replica('canary', 'b-0'),
  );

/** A proxy that routes connections instead of requests: a fake, to have it exactly one in ten. */
function pinned(): RequestListener {
  const next = inTurn(...Array.from({ length: 9 }, () => replica('stable', 'a-0')), replica('canary', 'b-0'));
  const routes = new WeakMap<Socket, RequestListener>();
  let connections = 0;
  return (request, response) => {
    if (!routes.has(request.socket)) {
      const canary = connections++ % 10 === 9;
      routes.set(request.socket, canary ? replica('canary', 'b-0') : replica('stable', 'a-0'));
    }
    (routes.get(request.socket) ?? next)(request, response);
  };
}

describe('connections', () => {
  test('few expected requests: each has its own', async () => {
    const sockets = new Set<Socket>();
    const replicas = nineAndOne();
    await using server = await fakeServer((request, response) => {
      sockets.add(request.socket);
      replicas(request, response);
    });
    const verdict = await verify({ target: server.url, expect: '10%' });
    expect(verdict).toMatchObject({ verdict: 'matches', connectionMode: 'fresh' });
    expect(sockets.size).toBeGreaterThanOrEqual(verdict.requests);
  });

  test('many expected requests: several go over one, and the verdict is the same', async () => {
    const sockets = new Set<Socket>();
    const replicas = nineAndOne();
    await using server = await fakeServer((request, response) => {
      sockets.add(request.socket);
      replicas(request, response);
    });
    const verdict = await verify({ target: server.url, expect: '10%', tolerance: '1pp' });
    expect(verdict).toMatchObject({ verdict: 'matches', connectionMode: 'reuse' });
    expect(sockets.size).toBeLessThan(verdict.requests / 5);
  });

  test('pinned connections are detected, and the run restarts with one request per connection', async () => {
    await using server = await fakeServer(pinned());
    const verdict = await verify({ target: server.url, expect: '10%', tolerance: '1.5pp' });
    expect(verdict).toMatchObject({ verdict: 'matches', connectionMode: 'fresh' });
    expect(verdict.diagnosis).toMatchObject([{ kind: 'pinned', restarted: true }]);
  });

  test('pinned ones make a verdict impossible when they are to be reused', async () => {
    await using server = await fakeServer(pinned());
    const verdict = await verify({ target: server.url, expect: '10%', connectionMode: 'reuse' });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', exitCode: 3 });
    expect(verdict.diagnosis).toMatchObject([{ kind: 'pinned', restarted: false }]);
  });

  test('a dead canary is found on reused connections as well, by opening as many as that takes', async () => {
    await using server = await fakeServer(replica('stable', 'a-0'));
    const verdict = await verify({ target: server.url, expect: '10%', connectionMode: 'reuse' });
    expect(verdict.verdict).toBe('differs');
    expect(verdict.requests, '89 connections, most of them of ten requests').toBeGreaterThan(500);
  });
});

test('a share that changes during the run has no verdict, and the report says when it changed', async () => {
  let asked = 0;
  const before = nineAndOne();
  const after = inTurn(replica('stable', 'a-0'), replica('canary', 'b-0'));
  await using server = await fakeServer((request, response) =>
    (asked++ < 2_000 ? before : after)(request, response),
  );
  const verdict = await verify({
    target: server.url,
    expect: '12%',
    tolerance: '0.8pp',
    connectionMode: 'fresh',
  });
  expect(verdict).toMatchObject({ verdict: 'undecided', exitCode: 2 });
  const [drifted] = verdict.diagnosis;
  if (drifted?.kind !== 'drifted')
    throw new Error(`expected a drift, got ${JSON.stringify(verdict.diagnosis)}`);
  expect(Math.abs(drifted.afterRequests - 1_900)).toBeLessThan(150);
  expect(drifted.before).toBeCloseTo(0.1, 1);
  expect(drifted.after).toBeGreaterThan(0.3);
});

describe('routing that still settles', () => {
  test('responses before all replicas are in place are not counted', async () => {
    let asked = 0;
    const settled = nineAndOne();
    const early = replica('stable', 'a-leaving');
    await using server = await fakeServer((request, response) =>
      (asked++ < 25 ? early : settled)(request, response),
    );
    const verdict = await verify({ target: server.url, expect: '10%' });
    expect(verdict).toMatchObject({ verdict: 'matches', diagnosis: [] });
    expect(Object.keys(verdict.instances)).not.toContain('a-leaving');
  });
});

describe('connections that lead to unlike proxies (seed 3)', () => {
  /** Thirty connections in use, of which every tenth has a share of its own. */
  function watched(responses: number, unlike: number) {
    const random = seeded(3);
    const guards = newGuards();
    for (let response = 0; response < responses; response++) {
      const connection = Math.floor(random() * 30);
      const share = connection % 10 === 0 ? unlike : 0.01;
      watchResponse(guards, random() < share ? 'canary' : 'stable', connection, 0.01);
    }
    return guards;
  }

  test('count as pinned', () => {
    expect(watched(3_000, 0.1).pinned).toBe(true);
    expect(watched(3_000, 0.01).pinned).toBe(false);
  });

  test('are a reason to wait before that is shown', () => {
    const firstOf = (holds: (guards: ReturnType<typeof watched>) => boolean) =>
      Array.from({ length: 300 }, (_, index) => 10 * (index + 1)).find((responses) =>
        holds(watched(responses, 0.1)),
      );
    const waits = firstOf((guards) => isSuspicious(guards, 'inside'));
    const shown = firstOf(({ pinned }) => pinned);
    expect(waits).toBeLessThan(shown ?? 0);
  });
});
