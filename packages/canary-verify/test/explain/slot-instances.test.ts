import { describe, expect, test } from 'vitest';
import { explain, verify } from '../../src/index.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';
import { fakeConsul, instances } from '../output/fake-consul.js';
import { type FakeSlot, fakeHaproxy, slots } from '../output/fake-haproxy.js';

/** A proxy whose responses name the slots of HAProxy, and not what Consul calls the replicas. */
const SLOTS = inTurn(
  ...[1, 2, 3].map((number) => replica('stable', `stable-${number}`)),
  replica('canary', 'canary-1'),
);
const CONSUL = fakeConsul([...instances('service-v1', 3), ...instances('service-v2', 1)]);
const ALL = [...slots('stable', 3), ...slots('canary', 1)];
const IDS = ['service-v1-1', 'service-v1-2', 'service-v1-3', 'service-v2-1'];

async function verdictWith(haproxy: Parameters<typeof fakeServer>[0], expected: string) {
  await using target = await fakeServer(SLOTS);
  await using consul = await fakeServer(CONSUL);
  await using stats = await fakeServer(haproxy);
  return await verify({
    target: target.url,
    expect: expected,
    connections: 1,
    consul: new URL(consul.url).origin,
    haproxyStats: [`${new URL(stats.url).origin}/stats`],
  });
}

describe('responses that name the slots of HAProxy', () => {
  test('are those of the instances that Consul has at the addresses of the slots', async () => {
    const verdict = await verdictWith(fakeHaproxy(ALL), '25%');
    expect(verdict).toMatchObject({ verdict: 'matches', instances: { 'service-v2-1': { track: 'canary' } } });
    expect(Object.keys(verdict.instances).sort()).toEqual(IDS);
    expect(Object.keys(verdict.arms[0]?.instances ?? {}).sort()).toEqual(IDS);
  });

  test('keep their names when a slot was given to another instance during the run', async () => {
    let looks = 0;
    const swapped = ALL.map(
      (slot, index): FakeSlot => ({ ...slot, port: ALL[(index + 1) % 4]?.port ?? null }),
    );
    const changing: Parameters<typeof fakeServer>[0] = (request, response) => {
      if (request.url?.endsWith(';csv')) looks++;
      fakeHaproxy(looks > 1 ? swapped : ALL)(request, response);
    };
    const verdict = await verdictWith(changing, '25%');
    expect(Object.keys(verdict.instances).sort()).toEqual(['canary-1', 'stable-1', 'stable-2', 'stable-3']);
  });

  test('keep their names when two instances have a slot of that name', async () => {
    const twice = [...ALL, { name: 'stable-1', port: ALL[1]?.port ?? null }];
    const verdict = await verdictWith(fakeHaproxy(twice), '25%');
    expect(Object.keys(verdict.instances)).toContain('stable-1');
  });

  test('are explained as one line of an instance: its id, its slot and its traffic', async () => {
    await using target = await fakeServer(SLOTS);
    await using consul = await fakeServer(CONSUL);
    await using stats = await fakeServer(fakeHaproxy(ALL));
    const explanation = await explain({
      target: target.url,
      maxRequests: 40,
      connections: 1,
      consul: new URL(consul.url).origin,
      haproxyStats: [`${new URL(stats.url).origin}/stats`],
    });
    expect(
      explanation.instances.map(({ instance, traffic, haproxy }) => [
        instance,
        traffic?.requests,
        haproxy[0]?.slot,
      ]),
    ).toEqual([
      ['service-v1-1', 10, 'stable-1'],
      ['service-v1-2', 10, 'stable-2'],
      ['service-v1-3', 10, 'stable-3'],
      ['service-v2-1', 10, 'canary-1'],
    ]);
    expect(explanation.diagnosis).toEqual([]);
  });
});
