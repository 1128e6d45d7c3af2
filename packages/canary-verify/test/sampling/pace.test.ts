import { expect, test } from 'vitest';
import { resolveOptions } from '../../src/options/options.js';
import { Pace } from '../../src/sampling/pace.js';
import { UsageError } from '../../src/text/usage-error.js';
import { verify } from '../../src/verify.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';

test('each request has its own moment, however late the earlier ones are', () => {
  const pace = new Pace(250, 1_000);
  expect([0, 1, 2, 250].map((sequence) => pace.dueAt(sequence))).toEqual([1_000, 1_004, 1_008, 2_000]);
});

test('at a constant rate no more requests are sent than are due', async () => {
  const replicas = inTurn(
    ...Array.from({ length: 9 }, () => replica('stable', 'a-0')),
    replica('canary', 'b-0'),
  );
  const arrivals: number[] = [];
  await using server = await fakeServer((request, response) => {
    arrivals.push(performance.now());
    replicas(request, response);
  });
  const options = { target: server.url, expect: '10%', rate: 400, maxRequests: 100, connections: 50 };
  const { requests, durationMs } = await verify(options);
  expect(requests).toBe(100);
  expect(durationMs, '100 requests at 400 a second are due within 247.5 ms').toBeGreaterThan(247);
  const counted = arrivals.slice(-100);
  const first = counted[0] ?? Number.NaN;
  // Arrivals may be late, but none comes before its moment; the first may have been the late one.
  const early = counted.filter((at, index) => at - first < (index * 1000) / 400 - 100);
  expect(early).toEqual([]);
});

test('a stalled server is seen in the durations of all requests that were due meanwhile', async () => {
  const STALL_MS = 300;
  let asked = 0;
  let over: Promise<void> = Promise.resolve();
  const answer = inTurn(replica('stable', 'a-0'), replica('canary', 'b-0'));
  await using server = await fakeServer(async (request, response) => {
    // A fake, to have it stall once, for all: what comes after the 200th waits for its end.
    if (++asked === 200) over = new Promise((done) => setTimeout(done, STALL_MS));
    await over;
    answer(request, response);
  });
  const asking = { target: server.url, expect: '50%', tolerance: '5pp', maxRequests: 400, connections: 2 };
  const { health } = await verify({ ...asking, rate: 500 });
  // 300 ms at 500 a second: some 150 of 400 were due, where only the two under way notice it by themselves.
  expect(health?.latency.stable?.p90).toBeGreaterThan(STALL_MS / 3);
});

test.each([0, -1, Number.NaN, 100_001])('a rate of %s is refused', (rate) => {
  expect(() => resolveOptions({ expect: '10%', rate })).toThrow(UsageError);
});

test.each([0.5, 1, 100_000])('a rate of %s is taken', (rate) => {
  expect(resolveOptions({ expect: '10%', rate }).rate).toBe(rate);
});
