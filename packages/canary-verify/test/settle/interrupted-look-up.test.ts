import { expect, test, vi } from 'vitest';
import { verify } from '../../src/verify.js';

/** A fake resolver that never answers: a real one is given up only after many seconds. */
const lookup = vi.hoisted(() => vi.fn(() => new Promise(() => {})));
vi.mock('node:dns/promises', () => ({ lookup }));

test('an interruption does not wait for a name that is being looked up', async () => {
  const controller = new AbortController();
  const running = verify({ target: 'http://shop.example/', expect: '10%', signal: controller.signal });
  await vi.waitUntil(() => lookup.mock.calls.length > 0, 60_000);
  controller.abort();
  expect(await running).toMatchObject({
    ...{ verdict: 'undecided', interrupted: true, exitCode: 130 },
    requests: 0,
  });
});
