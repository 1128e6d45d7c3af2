import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { firstState, nextState, type RolloutEvent, type RolloutState } from '../../src/rollout/machine.js';
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
    ['status', 0],
    ['log', 0],
    ['log', 0],
  ]);
  expect(readFileSync(join(folder, 'maps/percent.map'), 'utf8')).toBe('service 100\n');
});

const EVENTS: readonly RolloutEvent['type'][] = [
  ...(['shifted', 'passed', 'baked', 'hold', 'drifted', 'roll-back', 'promote', 'pause'] as const),
  ...(['resume', 'abort', 'undo', 'finished', 'emptied', 'proven', 'cleared', 'failed'] as const),
];

/** Every way from one state to another, with what leads there, as Mermaid draws it. */
function drawStates(): string {
  const ways = new Map<string, Set<string>>();
  const seen = new Set<string>();
  const queue: RolloutState[] = [firstState({ count: 3, holdsAfter: [1], waitsAfter: [0] })];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    const key = JSON.stringify(state);
    if (seen.has(key)) continue;
    seen.add(key);
    for (const type of EVENTS) {
      const next = nextState(state, { type, step: 0, reason: '' } as RolloutEvent);
      if (next === null) continue;
      const way = `${state.name} --> ${next.name}`;
      ways.set(way, (ways.get(way) ?? new Set()).add(type));
      queue.push(next);
    }
  }
  const lines = [...ways].sort().map(([way, types]) => `  ${way}: ${[...types].join(', ')}`);
  const drawn = ['stateDiagram-v2', '  [*] --> shifting', ...lines, '  rolled-back --> [*]'].join('\n');
  return drawn.replace(/rolled-back(?= -->|:|$)/gm, 'rolled_back');
}

test('the picture of the states is the machine', async () => {
  const drawn = page.replace(
    /(?<=<!-- states -->\n\n```mermaid\n)[\s\S]*?(?=```)/,
    () => `${drawStates()}\n`,
  );
  await expect(drawn).toMatchFileSnapshot(fileURLToPath(new URL('../../docs/rollouts.md', import.meta.url)));
});
