import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startConsul } from './support/consul-agent.js';

const { resolve } = createRequire(import.meta.url);
const rootDir = fileURLToPath(new URL('fixtures/jest', import.meta.url));

test.each(['jest', 'jest29'])('a program that %s tests can require it', async (jest) => {
  await using consul = await startConsul();
  const program = join(dirname(resolve(`${jest}/package.json`)), 'bin/jest.js');
  // As in node_modules, nothing of it is transformed.
  const config = JSON.stringify({
    rootDir,
    testMatch: ['**/*.test.cjs'],
    transform: {},
    testEnvironment: 'node',
  });
  const child = spawn(process.execPath, [program, '--ci', '--no-cache', '--config', config], {
    env: { PATH: process.env.PATH, CONSUL_HTTP_ADDR: consul.address },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [report] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect(report).toContain('Tests:       2 passed, 2 total');
});
