import { describe, expect, test } from 'vitest';
import { certificate } from '../certificate.js';
import { HEADERS_WITHOUT_END, HOSTILE_HTTP2, hostileHttp2 } from './endless-http2.js';
import { LASTING, MARGIN_SECONDS, MAX_SECONDS, MOST_MEGABYTES } from './limits.js';
import { runCommand } from './run-command.js';

const tls = certificate('localhost');

describe.each(Object.entries(HOSTILE_HTTP2))('%s', (_, hostile) => {
  test.for([
    { scheme: 'http', own: null },
    { scheme: 'https', own: tls },
  ])('over $scheme takes little memory and no longer than it may', async ({ scheme, own }) => {
    await using server = await hostileHttp2(hostile, own);
    const url = `${scheme}://127.0.0.1:${server.port}/version`;
    const ran = await runCommand([...LASTING, '--max-time', `${MAX_SECONDS}s`, '--http2', '--insecure', url]);
    expect(ran.stderr).not.toMatch(/Error|at .*\.js/);
    expect([0, 1, 2, 3]).toContain(ran.exitCode);
    expect(JSON.parse(ran.stdout).requests).toBeGreaterThan(0);
    expect(ran.seconds).toBeLessThan(MAX_SECONDS + MARGIN_SECONDS);
    expect(ran.megabytes).toBeLessThanOrEqual(MOST_MEGABYTES);
  });
});

test('headers without end on many streams do not abort Node, however often it collects', async () => {
  await using server = await hostileHttp2(HEADERS_WITHOUT_END, null);
  const url = `http://127.0.0.1:${server.port}/version`;
  const ran = await runCommand([...LASTING, '--max-time', '2s', '--http2', url], {
    NODE_OPTIONS: '--max-semi-space-size=1',
  });
  expect(ran.stderr).not.toMatch(/Assertion|Error/);
  expect(JSON.parse(ran.stdout).requests).toBeGreaterThan(100);
});
