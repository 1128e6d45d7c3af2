import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { printed } from '../output/printed.js';
import { percentMapHaproxy } from '../share/percent-map-haproxy.js';

const page = readFileSync(new URL('../../docs/rollouts.md', import.meta.url), 'utf8');
const [, plan = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
const [, commands = ''] = /```sh\n([\s\S]*?)```/.exec(page) ?? [];

const folder = mkdtempSync(join(tmpdir(), 'rollouts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The words of a line of a shell; one in quotation marks is one. */
const words = (line: string) =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, inQuotes, bare]) => inQuotes ?? bare ?? '');

test('the page has one plan, and its commands do with it what the page says', async () => {
  await using haproxy = await percentMapHaproxy(folder, 0);
  const { door, socket } = haproxy;
  writeFileSync(
    join(folder, 'rollout.yaml'),
    plan.replace('localhost:48151', `127.0.0.1:${door}`).replace('localhost:9999', `127.0.0.1:${socket}`),
  );
  const endings: [string, number][] = [];
  for (const line of commands.trim().split('\n')) {
    const [, , , verb = '', ...rest] = words(line);
    const { exitCode } = await printed(['rollout', verb, ...rest], { cwd: folder });
    endings.push([verb, exitCode]);
  }
  expect(endings).toEqual([
    ['plan', 0],
    ['start', 2],
    ['status', 2],
    ['promote', 0],
    ['log', 0],
  ]);
  expect(readFileSync(join(folder, 'maps/percent.map'), 'utf8')).toBe('service 100\n');
});
