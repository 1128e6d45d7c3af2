import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/observation/observation.js';
import { cacheSign } from '../../src/tally/cache-sign.js';
import { isCached, noCaches, noteCache } from '../../src/tally/caches.js';

const answer = (headers: Answer['headers'], body = '{}'): Answer => ({
  ...{ status: 200, headers, body: Buffer.from(body) },
});

describe('a cache has answered', () => {
  test.each([
    ['age', '12'],
    ['age', '0, 7'],
    ['x-cache', 'HIT'],
    ['x-cache', 'Hit from cloudfront'],
    ['x-cache', 'RefreshHit from cloudfront'],
    ['x-cache', 'MISS, HIT'],
    ['x-cache', 'TCP_MEM_HIT from a1-2-3-4.deploy.example'],
    ['x-cache', 'HIT from squid.example'],
    ['x-cache-status', 'STALE'],
    ['x-cache-status', 'UPDATING'],
    ['x-cache-status', 'REVALIDATED'],
    ['x-proxy-cache', 'hit'],
    ['x-varnish-cache', 'HIT'],
    ['x-cache-hits', '0, 3'],
    ['x-cached', 'true'],
    ['x-from-cache', '1'],
    ['cf-cache-status', 'HIT'],
    ['x-vercel-cache', 'STALE'],
    ['x-rack-cache', 'fresh'],
    ['x-varnish', '32770 5'],
    ['x-varnish', '12, 32770 5'],
    ['cache-status', 'ExampleCache; hit'],
    ['cache-status', '"a; miss, b"; fwd=miss, ExampleCache; hit; ttl=30'],
    ['cache-status', 'ExampleCache;hit=?1'],
    ['server-timing', 'cdn-cache; desc=HIT, edge; dur=1'],
  ])('%s: %s', (header, value) => {
    expect(cacheSign(answer({ 'content-type': 'text/plain', [header]: value }))).toEqual({ header, value });
  });
});

describe('no cache has answered', () => {
  test.each([
    ['age', '0'],
    ['age', 'soon'],
    ['x-cache', 'MISS'],
    ['x-cache', 'Miss from cloudfront'],
    ['x-cache', 'MISS from hit.example'],
    ['x-cache', 'EXPIRED'],
    ['x-cache', 'BYPASS'],
    ['x-cache', 'hit-for-pass'],
    ['x-cache', 'HITMISS'],
    ['x-cache', 'white'],
    ['x-cache-hits', '0'],
    ['x-cache-lookup', 'HIT from squid.example'],
    ['x-cache-key', '/version'],
    ['x-cached', 'false'],
    ['cf-cache-status', 'DYNAMIC'],
    ['x-varnish', '32770'],
    ['x-varnish', '12, 32770'],
    ['cache-status', 'ExampleCache; fwd=uri-miss; stored'],
    ['cache-status', 'ExampleCache; hit=?0'],
    ['cache-status', '"hit"; fwd=miss'],
    ['cache-status', 'ExampleCache; detail="; hit"'],
    ['server-timing', 'cdn-cache; desc=MISS'],
    ['cache-control', 'max-age=60, stale-while-revalidate=30'],
    ['x-rack-cache', 'miss, store'],
  ])('%s: %s', (header, value) => expect(cacheSign(answer({ [header]: value }))).toBeNull());
});

describe('a Date and a body', () => {
  /** One answer each 100 ms. */
  function noted(seconds: number, answerAt: (second: number, index: number) => Answer) {
    const caches = noCaches();
    for (let index = 0; index < seconds * 10; index++) {
      const observation = { arm: 0, outcome: answer({}), durationMs: 2, connection: index, address: 0 };
      noteCache(caches, answerAt(Math.floor(index / 10), index), {
        ...observation,
        sentAt: 1_000 + 100 * index,
      });
    }
    return caches;
  }
  const dated = (second: number, body?: string) =>
    answer({ date: `Mon, 30 Nov 2026 08:00:0${second} GMT` }, body);

  test('that stay the same for three seconds come from a cache', () => {
    expect(noted(4, () => dated(1)).stillMs).toBeGreaterThanOrEqual(3_000);
    expect(isCached(noted(4, () => dated(1)))).toBe(true);
    expect(isCached(noted(3, () => dated(1)))).toBe(false);
  });

  test('of two caches that take turns come from them all the same', () => {
    expect(isCached(noted(4, (_, index) => dated(index % 2)))).toBe(true);
  });

  test('that change come from replicas, whether their clocks agree or not', () => {
    expect(isCached(noted(8, (second) => dated(second)))).toBe(false);
    expect(
      isCached(noted(8, (second, index) => dated(index % 2 === 0 ? second : Math.max(0, second - 4)))),
    ).toBe(false);
  });

  test('of which the body changes come from no cache, although the clock stands still', () => {
    expect(isCached(noted(8, (second) => dated(1, `{"second":${second}}`)))).toBe(false);
  });

  test('say nothing where there is no Date', () => {
    expect(isCached(noted(8, () => answer({})))).toBe(false);
  });
});

test('ever new answers do not fill the memory', () => {
  const caches = noCaches();
  for (let index = 0; index < 5_000; index++)
    noteCache(caches, answer({ date: String(index) }), {
      ...{ arm: 0, outcome: answer({}), durationMs: 1, connection: 1, address: 0, sentAt: index },
    });
  expect(caches.dated.seen.size).toBeLessThanOrEqual(1_000);
});
