import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { canaryVerify } from '../src/command-line.js';

test('with nothing listening it exits 3 and says what it tried to reach', async () => {
  const port = await unusedPort();
  const run = await canaryVerify('--expect', '10%', `http://127.0.0.1:${port}/version`);
  expect(run.stdout).toContain(`No answer from 127.0.0.1:${port}: the connection was refused.`);
  expect(run.exitCode).toBe(3);
});

test('--expect banana exits 4 and names the option, what it wants and what it got', async () => {
  const run = await canaryVerify('--expect', 'banana');
  expect(run.stdout).toBe('');
  expect(run.stderr).toContain('--expect must be a share, for example 10% or 0.1; got "banana"');
  expect(run.exitCode).toBe(4);
});

/** A port that was free a moment ago. */
async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
