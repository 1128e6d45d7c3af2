import { afterEach, expect, test, vi } from 'vitest';
import { liveBlockOn } from '../../src/cli/live-block.js';

const { isTTY, rows } = process.stderr;
afterEach(() => {
  Object.assign(process.stderr, { isTTY, rows });
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** What is written to a terminal of so many rows. */
function onTerminal(height: number): () => string {
  Object.assign(process.stderr, { isTTY: true, rows: height });
  vi.stubEnv('NO_COLOR', '');
  vi.stubEnv('TERM', 'xterm');
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  return () => write.mock.calls.map(([text]) => String(text)).join('');
}

test('a block is written over the one before, from its first line on, and taken away', () => {
  const written = onTerminal(24);
  const block = liveBlockOn({});
  block.show(() => ['one', 'two', 'three']);
  block.show(() => ['four']);
  block.clear();
  block.clear();
  expect(written()).toBe('one\ntwo\nthree\u001b[2A\r\u001b[Jfour\r\u001b[J');
});

test('a block has fewer lines than the terminal: one that scrolls away could not be taken away', () => {
  const written = onTerminal(3);
  liveBlockOn({}).show(() => ['one', 'two', 'three', 'four']);
  expect(written()).toBe('one\ntwo');
});

test('no terminal gets a block, and neither does who asks for quiet', () => {
  const written = onTerminal(24);
  liveBlockOn({ quiet: true }).show(() => ['one']);
  Object.assign(process.stderr, { isTTY: false });
  liveBlockOn({}).show(() => ['one']);
  expect(written()).toBe('');
});
