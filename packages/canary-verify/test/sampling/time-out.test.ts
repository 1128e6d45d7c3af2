import { expect, test } from 'vitest';
import { play, textOf } from './raw-answers.js';
import { type Conduct, sampleInTurn } from './raw-server.js';

const TIMEOUT_MS = 1_600;
/** Less than a quarter of the time-out, more than a tenth of a second. */
const MARGIN_MS = 200;

test('a time-out is noticed within a tenth of a second, however long it is', async () => {
  const answer = textOf({
    statusLine: 'HTTP/1.1 200 OK',
    headers: ['X-Service-Track: stable'],
    body: '{}',
    framing: 'length',
  });
  let late = false;
  let timer: NodeJS.Timeout | undefined;
  // Timers of one process keep their order, so this one is late only when the sampler's is.
  const silent: Conduct = () => {
    timer = setTimeout(() => {
      late = true;
    }, TIMEOUT_MS + MARGIN_MS);
  };
  const first = play({ text: answer, ending: 'open' });
  const seen = await sampleInTurn([first, silent], { reuse: true, timeoutMs: TIMEOUT_MS });
  clearTimeout(timer);
  expect(seen.map(({ outcome }) => outcome)).toMatchObject([{ status: 200 }, 'timeout']);
  expect(late).toBe(false);
});
