import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isDebian } from '../../../src/topology/toolbox/debian.js';
import { findTools } from '../../../src/topology/toolbox/find-tools.js';
import { fillWhole } from '../../../src/topology/toolbox/toolbox-folder.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'toolbox-test-'));
  vi.stubEnv('CANARY_VERIFY_TOOLBOX', join(folder, 'toolbox'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const debian = await isDebian();
if (!debian)
  console.log('left out: bringing tools from the distribution, because this is neither Debian nor Ubuntu');

test.runIf(debian)('brings all three into an empty toolbox, and finds them there the next time', async () => {
  // What is installed on this machine must not be found: that it works without is the point.
  vi.stubEnv('PATH', '/usr/bin:/bin');
  const lines: string[] = [];
  const tools = await findTools(['consul', 'haproxy', 'redis-server'], (line) => lines.push(line));
  expect(tools.consul.version).toMatch(/^Consul v\d+\.\d+/);
  expect(tools.haproxy.version).toMatch(/^HAProxy version \d+\.\d+/);
  expect(tools['redis-server'].version).toMatch(/^Redis server v=\d+/);

  const again: string[] = [];
  expect(await findTools(['consul', 'haproxy', 'redis-server'], (line) => again.push(line))).toEqual(tools);
  expect(again).toEqual([]);

  const brought = lines.map((line) => line.split(' ')[1]);
  const kept = await readdir(join(folder, 'toolbox')).catch(() => []);
  expect(kept.filter((entry) => entry !== '.gitignore').sort()).toEqual(brought.sort());
  if (brought.length > 0) expect(await readFile(join(folder, 'toolbox', '.gitignore'), 'utf8')).toBe('*\n');
});

test('a program on PATH is used as it is', async () => {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'consul'), '#!/bin/sh\necho Consul v9.9.9\n');
  await chmod(join(bin, 'consul'), 0o755);
  vi.stubEnv('PATH', `${bin}${delimiter}${process.env.PATH}`);
  const { consul } = await findTools(['consul']);
  expect(consul).toEqual({
    command: join(bin, 'consul'),
    env: {},
    version: 'Consul v9.9.9',
    origin: `installed, ${join(bin, 'consul')}`,
  });
  expect(existsSync(join(folder, 'toolbox'))).toBe(false);
});

test('a folder that could not be filled leaves nothing behind', async () => {
  const target = join(folder, 'toolbox', 'tool');
  const half = fillWhole(target, async (unfinished) => {
    await writeFile(join(unfinished, 'half'), '');
    throw new Error('the network broke');
  });
  await expect(half).rejects.toThrow('the network broke');
  expect(await readdir(join(folder, 'toolbox'))).toEqual(['.gitignore']);
});

test('two processes that bring the same tool do not disturb each other', async () => {
  const target = join(folder, 'toolbox', 'tool');
  const fill = (text: string) => fillWhole(target, (unfinished) => writeFile(join(unfinished, 'tool'), text));
  await Promise.all([fill('one'), fill('other'), fill('third')]);
  expect(['one', 'other', 'third']).toContain(await readFile(join(target, 'tool'), 'utf8'));
  expect((await readdir(join(folder, 'toolbox'))).sort()).toEqual(['.gitignore', 'tool']);
});
