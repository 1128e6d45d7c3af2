import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneBackend } from '../bench/balancers/balancer.js';
import { CASES } from '../bench/balancers/cases.js';
import { type HaproxyBalancers, startBalancers } from '../bench/balancers/haproxy-balancers.js';
import { replicas } from '../bench/balancers/replicas.js';
import { byConnection, byCookie, bySource } from '../bench/balancers/sticky.js';
import { measureShare } from '../bench/balancers/true-share.js';
import { verify } from '../src/verify.js';

/** At both ends of the list: a hash cannot choose the canary at both. */
const sources = [bySource(0), bySource(9)] as const;
const [tenByConnection, oneByConnection] = [byConnection(10), byConnection(1)];

/** Ten replicas that do not say their names, and what HAProxy does about it. */
const nameless = (name: string, ...more: string[]) =>
  oneBackend(name, {
    servers: replicas({ stable: 9, canary: 1 }),
    options: ['balance roundrobin', 'http-response del-header X-Service-Instance', ...more],
    each: () => '',
  });
const unnamed = nameless('unnamed');
const namedByHaproxy = nameless('named', 'http-response set-header X-Service-Instance %s');
const namedElsewhere = nameless('elsewhere', 'http-response set-header X-Server %s');
let haproxy: HaproxyBalancers;

beforeAll(async () => {
  const balancers = CASES.map(({ balancer }) => balancer);
  const byClient = [byCookie, ...sources, tenByConnection, oneByConnection];
  haproxy = await startBalancers([...balancers, ...byClient, unnamed, namedByHaproxy, namedElsewhere]);
});
afterAll(() => haproxy[Symbol.asyncDispose]());

/** `leastconn` takes weights into account only among servers that are busy: ten idle ones get 10 % each. */
const DIFFERING = 'leastconn-1';

const named = CASES.map((one) => [one.balancer.name, one] as const);

test('the table has four algorithms at three shares', () =>
  expect(new Set(named.map(([name]) => name)).size).toBe(12));

describe.each(named)('%s', (name, { share, connectionMode }) => {
  test.each([1, 2])('gets the right verdict, run %i', async () => {
    // With so many requests to spend no run ends undecided.
    const asked = { expect: share, confidence: '99.9%', connectionMode, maxRequests: 100_000 };
    const verdict = await verify({ target: haproxy.url(name), ...asked });
    expect(verdict).toMatchObject({
      verdict: name === DIFFERING ? 'differs' : 'matches',
      connectionMode: connectionMode === 'auto' ? 'reuse' : 'fresh',
      failed: 0,
      unidentified: 0,
    });
    expect(verdict.canary).toBeGreaterThan(0);
    expect(verdict.stable).toBeGreaterThan(0);
    expect(verdict.stable + verdict.canary).toBe(verdict.requests);
  });
});

describe('replicas that do not say their names', () => {
  const asked = { expect: '10%', confidence: '99.9%' };
  const given = { ...asked, replicas: { stable: 9, canary: 1 } };

  test('cannot be checked, so the run is unmeasured; their share alone can', async () => {
    const verdict = await verify({ target: haproxy.url(unnamed.name), ...given });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', diagnosis: [{ kind: 'replicas-unnamed' }] });
    expect(await verify({ target: haproxy.url(unnamed.name), ...asked })).toMatchObject({
      verdict: 'matches',
    });
  });

  test.each([
    [namedByHaproxy, {}],
    [namedElsewhere, { instance: 'header:X-Server' }],
  ])('are told apart by a line of HAProxy (%#)', async ({ name }, place) => {
    const verdict = await verify({ target: haproxy.url(name), ...given, ...place });
    expect(verdict).toMatchObject({ verdict: 'matches', diagnosis: [] });
    expect(Object.keys(verdict.instances)).toContain('canary-1');
    const eleven = { ...asked, ...place, replicas: { stable: 10, canary: 1 } };
    expect(await verify({ target: haproxy.url(name), ...eleven })).toMatchObject({
      verdict: 'differs',
      diagnosis: [{ kind: 'replicas-missing', seen: 9, expected: 10 }],
    });
  });
});

test('leastconn forgets weights of 99 to 1, so that differing is right', async () => {
  const asked = { target: haproxy.url(DIFFERING), expect: '1%' };
  expect(await measureShare(asked, 2_000)).toBeCloseTo(0.1, 2);
});

test('a cookie that names the server: matches, and is named', async () => {
  const verdict = await verify({ target: haproxy.url(byCookie.name), expect: '10%', confidence: '99.9%' });
  expect(verdict).toMatchObject({ verdict: 'matches', connectionMode: 'fresh' });
  expect(Object.keys(verdict.instances)).toHaveLength(10);
  expect(verdict.diagnosis).toContainEqual({
    kind: 'sticky-cookie',
    arm: 'all requests',
    cookie: 'SRV',
    names: 'replica',
  });
});

test('an address that always meets the same stable replica: unmeasured', async () => {
  const replicas = { stable: 9, canary: 1 };
  const verdicts = await Promise.all(
    sources.map(({ name }) => verify({ target: haproxy.url(name), expect: '10%', replicas })),
  );
  const onStable = verdicts.filter(({ canary }) => canary === 0);
  expect(onStable.length).toBeGreaterThan(0);
  for (const { verdict, requests, instances, diagnosis } of onStable) {
    const [[instance, { count }] = ['', { count: 0 }], ...others] = Object.entries(instances);
    expect(others).toEqual([]);
    expect(count).toBe(requests);
    expect(verdict).toBe('unmeasured');
    expect(diagnosis).toContainEqual({ kind: 'one-replica', arm: 'all requests', instance, replicas: 10 });
  }
});

describe('routing by connection', () => {
  test('cannot be measured on reused connections', async () => {
    const asked = { expect: '10%', confidence: '99.9%', connectionMode: 'reuse' } as const;
    const verdict = await verify({ target: haproxy.url(tenByConnection.name), ...asked });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', connectionMode: 'reuse', failed: 0 });
    const { requests } = verdict;
    const pinned = { kind: 'pinned', arm: 'all requests', requests, restarted: false };
    expect(verdict.diagnosis).toContainEqual(pinned);
  });

  test.each([
    [tenByConnection.name, { expect: '10%', tolerance: '1.2pp' }],
    [oneByConnection.name, { expect: '1%', tolerance: '0.5pp' }],
  ])('%s is measured again with a connection for each request', async (name, expectation) => {
    let planned = 0;
    const verdict = await verify({
      target: haproxy.url(name),
      ...expectation,
      onPlan: ({ arms }) => {
        planned = arms[0]?.expectedRequests ?? 0;
      },
    });
    expect(planned, 'enough for auto to begin with reused connections').toBeGreaterThan(5_000);
    expect(verdict).toMatchObject({ verdict: 'matches', connectionMode: 'fresh', failed: 0 });
    expect(verdict.requests).toBeGreaterThan(1_000);
    expect(verdict.diagnosis).toContainEqual(expect.objectContaining({ kind: 'pinned', restarted: true }));
  });
});

test('nothing answers any more once the balancers are stopped', async () => {
  const url = await (async () => {
    await using balancers = await startBalancers([byCookie]);
    expect((await fetch(balancers.url(byCookie.name))).ok).toBe(true);
    return balancers.url(byCookie.name);
  })();
  await expect(fetch(url)).rejects.toThrow();
});
