import { describe, expect, test } from 'vitest';
import { verify } from '../../src/verify.js';
import { inTurn, replica } from '../fake-server.js';
import { serversAt, slow } from '../servers-at.js';

const half = () => inTurn(replica('stable', 'a-0'), replica('canary', 'b-0'));

/** The look before counting sends up to three to each address; as many as are under way may come after the last one counted. */
const UNEVEN = 3 + 10;

describe('each address gets as many requests as any other', () => {
  test.each(['fresh', 'reuse'] as const)('however slow it is (%s)', async (connectionMode) => {
    await using servers = await serversAt(half(), slow(10, half()), slow(3, half()));
    const verdict = await verify({ ...servers.options, expect: '50%', maxRequests: 300, connectionMode });
    // Reused connections to three addresses that each answer in turn may be called pinned a little earlier.
    expect(verdict.requests).toBeGreaterThanOrEqual(200);
    const [least, most] = [Math.min(...servers.asked), Math.max(...servers.asked)];
    expect(least).toBeGreaterThanOrEqual(67);
    expect(most - least).toBeLessThanOrEqual(UNEVEN);
  });

  test('for each kind of request', async () => {
    const marked = [0, 0];
    const counting =
      (index: number) =>
      (request: Parameters<ReturnType<typeof half>>[0], response: Parameters<ReturnType<typeof half>>[1]) => {
        if (request.headers['x-canary'] !== undefined) marked[index] = (marked[index] ?? 0) + 1;
        replica(request.headers['x-canary'] === undefined ? 'stable' : 'canary', 'x')(request, response);
      };
    await using servers = await serversAt(counting(0), slow(5, counting(1)));
    await verify({
      ...servers.options,
      arms: [
        { name: 'marked', headers: { 'X-Canary': 'always' }, expect: '100%' },
        { name: 'unmarked', expect: '0%' },
      ],
      maxRequests: 200,
    });
    const [one = 0, other = 0] = marked;
    expect(Math.min(one, other)).toBeGreaterThanOrEqual(100);
    expect(Math.abs(one - other)).toBeLessThanOrEqual(UNEVEN);
    const [all = 0, allOther = 0] = servers.asked;
    expect(Math.abs(all - one - (allOther - other))).toBeLessThanOrEqual(UNEVEN);
  });

  test('while it is warming up, too', async () => {
    await using servers = await serversAt(replica('stable', 'a-0'), slow(10, replica('stable', 'a-1')));
    await verify({ ...servers.options, expect: '0%', maxRequests: 2 });
    const [fast = 0, other = 0] = servers.asked;
    expect(Math.abs(fast - other)).toBeLessThanOrEqual(UNEVEN);
  });
});

test('two addresses with unlike shares and unlike speed differ, and are named', async () => {
  const fast = inTurn(...Array.from({ length: 9 }, () => replica('stable', 'a-0')), replica('canary', 'b-0'));
  await using servers = await serversAt(fast, slow(10, replica('stable', 'a-0')));
  const verdict = await verify({ ...servers.options, expect: '10%' });
  expect(verdict).toMatchObject({ verdict: 'differs', addressesDisagree: true });
  expect(verdict.diagnosis).toContainEqual(expect.objectContaining({ kind: 'addresses-disagree' }));
});

test('an address that refuses connections counts, and is named', async () => {
  await using servers = await serversAt(half(), null);
  const verdict = await verify({ ...servers.options, expect: '50%' });
  expect(verdict).toMatchObject({ verdict: 'unmeasured', failures: { refused: verdict.failed } });
  expect(verdict.diagnosis[0]).toMatchObject({
    kind: 'address-fails',
    address: `127.0.0.2:${servers.port}`,
    cause: 'refused',
  });
});

test('an address that does not answer slows the run down: nothing goes to another one instead', async () => {
  await using servers = await serversAt(half(), half(), () => {});
  const verdict = await verify({ ...servers.options, expect: '50%', timeoutMs: 200, maxTimeMs: 3_000 });
  expect(verdict).toMatchObject({ verdict: 'unmeasured', failures: { timeout: verdict.failed } });
  const [one = 0, other = 0, hanging = 0] = servers.asked;
  expect(hanging).toBeGreaterThanOrEqual(10);
  expect(Math.max(one, other) - hanging).toBeLessThanOrEqual(UNEVEN);
});
