import { expect, test } from 'vitest';
import { verify } from '../src/verify.js';
import { fakeServer, replica } from './fake-server.js';

// Half of the responses are the canary's, so that 50 % ± 1 point takes tens of thousands of requests.
const long = { expect: '50%', tolerance: '0.5pp', maxTimeMs: 60_000 };

function halfAndHalf() {
  let asked = 0;
  const stable = replica('stable', 'a-0');
  const canary = replica('canary', 'b-0');
  return fakeServer((request, response) => (asked++ % 2 === 0 ? stable : canary)(request, response));
}

test.each([
  ['an error', new TypeError('broken by the test')],
  ['no error at all', undefined],
])('what onProgress throws (%s) ends the run and is thrown by verify', async (_, thrown) => {
  await using server = await halfAndHalf();
  let calls = 0;
  const startedAt = performance.now();
  const running = verify({
    ...long,
    target: server.url,
    onProgress: () => {
      calls++;
      throw thrown;
    },
  });
  const outcome = await running.then(
    () => 'a verdict',
    (error) => ({ error }),
  );
  expect(outcome).toEqual({ error: thrown });
  expect(calls, 'it is not called again').toBe(1);
  expect(performance.now() - startedAt, 'in milliseconds').toBeLessThan(long.maxTimeMs);
});

test('what onPlan throws is thrown by verify, and nothing is sent', async () => {
  let asked = 0;
  await using server = await fakeServer(() => void asked++);
  const error = new TypeError('broken by the test');
  const onPlan = () => {
    throw error;
  };
  await expect(verify({ ...long, target: server.url, onPlan })).rejects.toBe(error);
  expect(asked).toBe(0);
});
