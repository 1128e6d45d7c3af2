import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { fakeServer, inTurn, replica } from '../fake-server.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));
const ESCAPE = '\u001b';
/** util-linux has a program that gives a command a terminal. */
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');

/** What the command writes to a terminal, while the server answers for at least some progress lines. */
async function onTerminal(env: NodeJS.ProcessEnv, ...words: string[]): Promise<string> {
  const stable = Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`));
  await using server = await fakeServer(inTurn(...stable, replica('canary', 'b-0')));
  const argv = ['--expect', '10%', '--rate', '400', '-n', '100', ...words, server.url];
  const line = [process.execPath, bin, ...argv].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    env: { PATH: process.env.PATH, TERM: 'xterm', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [written] = await Promise.all([text(child.stdout), once(child, 'close')]);
  expect(written).toContain('? undecided');
  return written;
}

describe.runIf(hasScript)('on a terminal', () => {
  test('a terminal that obeys sequences gets colours and a line that is written over and over', async () => {
    const written = await onTerminal({});
    expect(written).toContain(`${ESCAPE}[33m`);
    expect(written).toContain(`\r${ESCAPE}[2K`);
  });

  test.each([[{ TERM: 'dumb' }], [{ NO_COLOR: '1' }], [{ TERM: 'dumb', NO_COLOR: '' }]])(
    '%j: no sequence at all, and no cursor goes back',
    async (env) => {
      const written = await onTerminal(env);
      expect(written).not.toContain(ESCAPE);
      expect(written.replaceAll('\r\n', '\n')).not.toContain('\r');
    },
  );

  test('--quiet: no line that is written over and over, but colours', async () => {
    const written = await onTerminal({}, '--quiet');
    expect(written).not.toContain(`${ESCAPE}[2K`);
    expect(written).toContain(`${ESCAPE}[33m`);
  });
});
