import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type Conduct, rawServer } from '../sampling/raw-server.js';
import { HOSTILE } from './endless-answers.js';
import { LASTING, MARGIN_SECONDS, MAX_SECONDS, MOST_MEGABYTES } from './limits.js';
import { runCommand } from './run-command.js';

const GOOD: Conduct = (socket: Socket) =>
  socket.write('HTTP/1.1 200 OK\r\nX-Service-Track: stable\r\nContent-Length: 2\r\n\r\n{}');

/** Good at first, so that the run begins: a server that is hostile from its first answer on is not even counted. */
function goodAtFirst(hostile: Conduct, good: number): Conduct {
  let answers = 0;
  return (socket) => (++answers > good ? hostile : GOOD)(socket);
}

const cases = Object.entries(HOSTILE);

test('there are servers', () => expect(cases.length).toBeGreaterThan(30));

describe.each(cases)('%s', (_, hostile) => {
  test('takes little memory and no longer than it may', async () => {
    await using server = await rawServer([goodAtFirst(hostile, 60)]);
    const ran = await runCommand([...LASTING, '--max-time', `${MAX_SECONDS}s`, server.url]);
    expect(ran.stderr).not.toMatch(/Error|at .*\.js/);
    expect([0, 1, 2, 3]).toContain(ran.exitCode);
    expect(JSON.parse(ran.stdout).requests).toBeGreaterThan(0);
    expect(ran.seconds).toBeLessThan(MAX_SECONDS + MARGIN_SECONDS);
    expect(ran.megabytes).toBeLessThanOrEqual(MOST_MEGABYTES);
  });
});
