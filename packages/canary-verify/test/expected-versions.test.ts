import { expect, test } from 'vitest';
import { verify } from '../src/verify.js';
import { fakeServer, inTurn, replicaOf } from './fake-server.js';

const seventyTwentyTen = () =>
  inTurn(
    ...Array.from({ length: 7 }, () => replicaOf('v1', 'stable')),
    ...Array.from({ length: 2 }, () => replicaOf('v2', 'canary')),
    replicaOf('v3', 'canary'),
  );

test('three versions match, each in its own band', async () => {
  await using server = await fakeServer(seventyTwentyTen());
  const verdict = await verify({ target: server.url, expect: 'v1=70%,v2=20%,v3=10%' });
  expect(verdict).toMatchObject({ verdict: 'matches', expected: { share: expect.closeTo(0.3, 9) } });
  expect(verdict.shares.map(({ version }) => version)).toEqual(['v1', 'v2', 'v3']);
  for (const { interval, expected } of verdict.shares) {
    expect(interval?.[0]).toBeGreaterThanOrEqual(expected.share - expected.tolerance);
    expect(interval?.[1]).toBeLessThanOrEqual(expected.share + expected.tolerance);
  }
});

test('a single version outside its band is enough to differ, although the first one has its share', async () => {
  await using server = await fakeServer(seventyTwentyTen());
  const verdict = await verify({ target: server.url, expect: 'v1=70%,v2=10%,v3=20%' });
  expect(verdict.verdict).toBe('differs');
});

test('a version that the expectation does not name is unidentified', async () => {
  await using server = await fakeServer(seventyTwentyTen());
  const verdict = await verify({ target: server.url, expect: 'v1=70%,v2=30%' });
  expect(verdict).toMatchObject({ verdict: 'unmeasured' });
  expect(verdict.diagnosis).toMatchObject([{ kind: 'unidentified', versions: ['v1', 'v2', 'v3'] }]);
});

test('versions go by the names of their services as well', async () => {
  const saying = (service: string) => replicaOf('1.0.0', 'stable', JSON.stringify({ service }));
  await using server = await fakeServer(inTurn(saying('shop-blue'), saying('shop-green')));
  const verdict = await verify({ target: server.url, expect: 'shop-blue=50%,shop-green=50%' });
  expect(verdict).toMatchObject({ verdict: 'matches', unidentified: 0 });
});

test('a run that is too short names each end that is still open for some version', async () => {
  await using server = await fakeServer(seventyTwentyTen());
  // By then v3 has its share, and neither end of the others is shown.
  const verdict = await verify({ target: server.url, expect: 'v1=70%,v2=20%,v3=10%', maxRequests: 1_500 });
  expect(verdict.diagnosis).toMatchObject([
    { kind: 'still-open', requests: 1_500, open: ['lower', 'upper'] },
  ]);
});
