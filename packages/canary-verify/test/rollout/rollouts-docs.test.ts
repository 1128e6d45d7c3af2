import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { freePorts } from '../../src/topology/free-port.js';
import { runHaproxy } from '../haproxy/run-haproxy.js';
import { printed } from '../output/printed.js';

const page = readFileSync(new URL('../../docs/rollouts.md', import.meta.url), 'utf8');
const [, plan = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
const [, commands = ''] = /```sh\n([\s\S]*?)```/.exec(page) ?? [];

const folder = mkdtempSync(join(tmpdir(), 'rollouts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The words of a line of a shell; one in quotation marks is one. */
const words = (line: string) =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, inQuotes, bare]) => inQuotes ?? bare ?? '');

test('the page has one plan, and its commands do with it what the page says', async () => {
  const [door = 0, socket = 0] = await freePorts(2);
  mkdirSync(join(folder, 'maps'));
  writeFileSync(join(folder, 'maps/percent.map'), 'service 0\n');
  const answer = (track: string) => `http-request return status 200 hdr X-Service-Track ${track}`;
  await using _haproxy = await runHaproxy(
    folder,
    (unix) => `global
  default-path config
  stats socket ${unix} level admin
  stats socket ipv4@127.0.0.1:${socket} level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend service
  bind 127.0.0.1:${door}
  http-request set-var(txn.percent) str(service),map_str_int(maps/percent.map,0)
  ${answer('canary')} if { rand(100),sub(txn.percent) lt 0 }
  ${answer('stable')}
`,
  );
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
