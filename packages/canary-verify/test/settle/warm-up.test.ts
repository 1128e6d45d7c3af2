import { expect, test } from 'vitest';
import { verify } from '../../src/verify.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';

/** How many requests arrive when 20 are counted, one after the other. */
async function asked(replicas?: { stable: number; canary: number }): Promise<number> {
  let arrived = 0;
  const both = inTurn(replica('stable', 'a-0'), replica('canary', 'b-0'));
  await using server = await fakeServer((request, response) => {
    arrived++;
    both(request, response);
  });
  const known = replicas === undefined ? {} : { replicas };
  const { requests } = await verify({
    ...{ target: server.url, expect: '50%', maxRequests: 20, connections: 1 },
    ...known,
  });
  expect(requests).toBe(20);
  return arrived;
}

/** At most: to see whether anybody answers. */
const PROBES = 3;

test('where it is known how many replicas there are, their first answers end the warm-up', async () => {
  expect(await asked({ stable: 1, canary: 1 })).toBeLessThanOrEqual(PROBES + 2 + 20);
});

test('where it is not known, 30 answers without a new replica do', async () => {
  const arrived = await asked();
  expect(arrived).toBeGreaterThanOrEqual(30 + 20);
  expect(arrived).toBeLessThanOrEqual(PROBES + 2 + 30 + 20);
});

test('kinds of request that expect the same share one wait', async () => {
  let arrived = 0;
  const stable = inTurn(replica('stable', 'a-0'), replica('stable', 'a-1'));
  await using server = await fakeServer((request, response) => {
    arrived++;
    stable(request, response);
  });
  const arms = Array.from({ length: 14 }, (_, kind) => ({ name: `kind ${kind}`, expect: '0%' }));
  const { arms: counted } = await verify({ target: server.url, arms, maxRequests: 5, connections: 1 });
  expect(counted.map(({ requests }) => requests)).toEqual(arms.map(() => 5));
  expect(arrived).toBeGreaterThanOrEqual(30 + 14 * 5);
  expect(arrived).toBeLessThanOrEqual(PROBES + 2 + 30 + 14 * 5);
});

test('a third replica is waited for, for as long as that is bearable', async () => {
  expect(await asked({ stable: 1, canary: 2 })).toBeGreaterThanOrEqual(30 + 20);
});
