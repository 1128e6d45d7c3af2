import { describe, expect, test } from 'vitest';
import { verify } from '../../src/verify.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';

const stable = (count: number) =>
  Array.from({ length: count }, (_, index) => replica('stable', `a-${index}`));
const canaries = (count: number) =>
  Array.from({ length: count }, (_, index) => replica('canary', `b-${index}`));

describe('with nine stable replicas and one canary announced', () => {
  const replicas = { stable: 9, canary: 1 };

  test('a run with --replicas matches when all replicas have answered', async () => {
    await using server = await fakeServer(inTurn(...stable(9), ...canaries(1)));
    expect(await verify({ target: server.url, expect: '10%', replicas })).toMatchObject({
      verdict: 'matches',
      diagnosis: [],
    });
  });

  test('a run with --replicas differs when one replica never answers, even though the share is right', async () => {
    await using server = await fakeServer(inTurn(...stable(8), ...canaries(1)));
    const verdict = await verify({ target: server.url, expect: '11%', replicas });
    expect(verdict.verdict).toBe('differs');
    expect(verdict.diagnosis).toContainEqual({
      kind: 'replicas-missing',
      arm: 'all requests',
      track: 'stable',
      service: null,
      seen: 8,
      expected: 9,
      shown: true,
    });
  });

  test('a run with --replicas stays undecided while a replica may have been missed by chance', async () => {
    await using server = await fakeServer(inTurn(...stable(8), ...canaries(1)));
    const verdict = await verify({ target: server.url, expect: '11%', replicas, maxRequests: 40 });
    expect(verdict.verdict).toBe('undecided');
    expect(verdict.diagnosis).toMatchObject([
      { kind: 'replicas-missing', shown: false },
      { kind: 'still-open' },
    ]);
  });

  test('a replica that answers alone is not a measurement: the proxy keeps its client with it', async () => {
    await using server = await fakeServer(replica('stable', 'a-3'));
    const verdict = await verify({ target: server.url, expect: '10%', replicas });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', exitCode: 3 });
    expect(verdict.diagnosis).toMatchObject([{ kind: 'one-replica', instance: 'a-3', replicas: 10 }]);
  });
});

test('every stable replica must answer where only the stable version is expected', async () => {
  await using server = await fakeServer(inTurn(...stable(3)));
  const options = { target: server.url, expect: '0%' };
  expect((await verify({ ...options, replicas: { stable: 3, canary: 1 } })).verdict).toBe('matches');
  expect((await verify({ ...options, replicas: { stable: 4, canary: 1 } })).verdict).toBe('differs');
});

test('replicas of a version that do not share evenly are named, and change no verdict', async () => {
  const heavy = replica('stable', 'a-heavy');
  await using server = await fakeServer(inTurn(...stable(6), heavy, heavy, heavy, ...canaries(1)));
  const verdict = await verify({ target: server.url, expect: '10%' });
  expect(verdict.verdict).toBe('matches');
  expect(verdict.diagnosis).toMatchObject([{ kind: 'uneven', track: 'stable', instance: 'a-heavy' }]);
});
