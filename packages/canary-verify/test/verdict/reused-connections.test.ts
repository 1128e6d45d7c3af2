import { describe, expect, test } from 'vitest';
import type { VerifyOptions } from '../../src/options/options.js';
import { verify } from '../../src/verify.js';
import { fakeServer, replica } from '../fake-server.js';
import { thenOther } from '../output/fake-proxy.js';
import { answerOf, type Respond, runOn } from '../run-on.js';
import { seeded } from '../statistics/seeded.js';

const CANARY = answerOf('canary');
const STABLE = ['a-0', 'a-1'].map((name) => answerOf('stable', { 'x-service-instance': name }));
const seed = Number(process.env.SEED ?? 20_261_130);
const REUSE = { expect: '0%', connectionMode: 'reuse' } as const;

/** A run through a router that sends the request of that number on each connection, and all later ones, to the canary. */
function leakingFrom(number: number, more: VerifyOptions = {}) {
  const requests = new Map<number, number>();
  const respond: Respond = ({ connection, request }) => {
    const onIt = (requests.get(connection) ?? 0) + 1;
    requests.set(connection, onIt);
    return onIt >= number ? CANARY : (STABLE[request % 2] ?? 'malformed');
  };
  const place = { addresses: ['10.0.0.1:80'], random: seeded(seed) };
  return runOn({ ...REUSE, ...more }, respond, place).verdict;
}

describe(`one version alone on connections that are to be reused (seed ${seed})`, () => {
  test.each([2, 3, 10, 30])('a router that leaks from request %i of each connection on differs', (number) => {
    const verdict = leakingFrom(number);
    expect(verdict).toMatchObject({ verdict: 'differs', connectionMode: 'reuse' });
    expect(verdict.diagnosis[0]).toMatchObject({ kind: 'leak', track: 'canary', leaks: 1 });
  });

  test('a router that does not leak matches after enough connections, with several requests on each', () => {
    const { verdict, connectionMode, connections, requests, interval, diagnosis } = leakingFrom(1e9);
    expect({ verdict, connectionMode, diagnosis }).toEqual({
      ...{ verdict: 'matches', connectionMode: 'reuse', diagnosis: [] },
    });
    expect(connections).toBeGreaterThanOrEqual(459);
    expect(requests).toBeGreaterThan(8 * connections);
    // Only the first responses are independent: 4,590 would leave 0.1 %.
    expect(interval?.[1]).toBeGreaterThan(0.009);
  });

  test('a request limit makes connections shorter before it makes a verdict impossible', () => {
    const limited = leakingFrom(1e9, { maxRequests: 1_200 });
    expect(limited).toMatchObject({ verdict: 'matches', connectionMode: 'reuse' });
    expect(leakingFrom(2, { maxRequests: 1_200 }).verdict).toBe('differs');
  });

  test('what cannot be reused is not called reused', () => {
    const limited = leakingFrom(1e9, { maxRequests: 500 });
    expect(limited).toMatchObject({ verdict: 'matches', connectionMode: 'fresh', connections: 459 });
    expect(limited.diagnosis).toEqual([{ kind: 'not-reused', connections: 459 }]);
  });

  test('requests of `auto` and `fresh` have connections of their own, without a remark', () => {
    for (const connectionMode of ['auto', 'fresh'] as const)
      expect(leakingFrom(2, { connectionMode })).toMatchObject({
        ...{ verdict: 'matches', connectionMode: 'fresh', diagnosis: [] },
      });
  });
});

describe('through a real server', () => {
  test('a router that decides by connection leaks for clients that keep their connection', async () => {
    await using server = await fakeServer(thenOther(replica('stable', 'a-0'), replica('canary', 'b-0')));
    const verdict = await verify({ target: server.url, ...REUSE });
    expect(verdict).toMatchObject({ verdict: 'differs' });
    expect(verdict.diagnosis[0]).toMatchObject({ kind: 'leak' });
  });

  test('connections are really reused', async () => {
    await using server = await fakeServer(replica('stable', 'a-0'));
    const verdict = await verify({ target: server.url, ...REUSE, leak: '5%' });
    expect(verdict).toMatchObject({ verdict: 'matches', connectionMode: 'reuse' });
    expect(verdict.connections).toBeGreaterThanOrEqual(90);
    expect(verdict.requests).toBeGreaterThan(5 * verdict.connections);
  });
});
