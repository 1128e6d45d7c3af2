import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Siblings } from '../../src/consul/siblings.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'siblings-'));
  vi.stubEnv('TMPDIR', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Joins as another process would: under its number. */
async function joinAs(siblings: Siblings, pid: number): Promise<void> {
  siblings.join();
  const [shared = ''] = await readdir(folder);
  await rename(join(folder, shared, String(process.pid)), join(folder, shared, String(pid)));
}

test('alone, nobody remains', () => {
  const siblings = new Siblings(randomUUID());
  siblings.join();
  expect(siblings.leave()).toBe(false);
});

test('one that lives remains, one that was killed does not', async () => {
  const shared = randomUUID();
  const other = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
  const stat = await readFile(`/proc/${other.pid}/stat`, 'utf8');
  expect(stat).toContain(String(other.pid));
  const siblings = new Siblings(shared);
  await joinAs(siblings, other.pid as number);
  const [name = ''] = await readdir(folder);
  // What the other one would have written: when it was started.
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  await writeFile(join(folder, name, String(other.pid)), start);
  siblings.join();
  expect(siblings.leave()).toBe(true);
  other.kill('SIGKILL');
  await once(other, 'exit');
  siblings.join();
  expect(siblings.leave()).toBe(false);
});

test('a number that another program has by now is nobody', async () => {
  const siblings = new Siblings(randomUUID());
  // The file says when we were started: our parent, whose number it bears, was not started then.
  await joinAs(siblings, process.ppid);
  siblings.join();
  expect(siblings.leave()).toBe(false);
});

test('a folder that somebody has tidied away holds nobody up', async () => {
  const siblings = new Siblings(randomUUID());
  siblings.join();
  const [name = ''] = await readdir(folder);
  await rm(join(folder, name), { recursive: true });
  expect(siblings.leave()).toBe(false);
});
