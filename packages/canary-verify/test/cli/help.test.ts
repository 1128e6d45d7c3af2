import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { commandHelp } from '../../src/cli/help/command-help.js';
import { rootHelp } from '../../src/cli/help/root-help.js';
import { resolveExplain } from '../../src/explain/explain-options.js';
import { resolveOptions } from '../../src/options/options.js';

function expectWidth(text: string): void {
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
}

test('the help fits a screen of 80 columns, starts with examples and names every command', () => {
  const help = rootHelp();
  expectWidth(help);
  expect(help.split('\n').length).toBeLessThanOrEqual(46);
  expect(help.split('\n')[2]).toMatch(/^ {2}canary-verify --expect/);
  for (const { name } of COMMANDS) expect(help).toMatch(new RegExp(`^  ${name} `, 'm'));
});

describe.each(COMMANDS)('the help of $name', (command) => {
  const help = commandHelp(command);

  test('fits 80 columns and starts with examples', () => {
    expectWidth(help);
    expect(help.split('\n')[2]).toMatch(new RegExp(`^ {2}canary-verify ${command.name} `));
  });

  test('has each of its flags once', () => {
    expect(command.flags.length).toBeGreaterThan(0);
    for (const flag of command.flags)
      expect(help.match(new RegExp(`^ {2}(-\\w, )?--${flag} `, 'gm')), flag).toHaveLength(1);
  });
});

describe('a text that is true in one command only stands in its help', () => {
  const textIn = (name: string, flag: string) => {
    const command = COMMANDS.find((one) => one.name === name);
    const lines = command === undefined ? '' : commandHelp(command).replace(/\n {26}/g, ' ');
    return new RegExp(`^ {2}(?:-\\w, )?--${flag}(?: .*)?$`, 'm').exec(lines)?.[0].replace(/ +/g, ' ') ?? '';
  };

  test.each([
    ['verify', 'max-requests', '(default: 3 × expected)'],
    ['verify', 'max-time', 'maximum time: 500ms, 30s, 2m (default: 60s)'],
    ['watch', 'max-time', 'maximum time of a run'],
    ['watch', 'json', 'prints one JSON document per line'],
    ['explain', 'max-requests', '(default: 1000)'],
    ['explain', 'max-time', '(default: 10s)'],
    ['explain', 'consul', 'its replicas, with their checks and weights'],
    ['inspect', 'canary', "name of the canary's backend, servers or server"],
    ['verify', 'canary', 'value of --by that means canary'],
    ['headers', 'expect', 'in unmarked requests'],
  ])('%s --%s: %s', (name, flag, words) => expect(textIn(name, flag)).toContain(words));

  test('no text names an option that its command does not have', () => {
    for (const command of COMMANDS)
      for (const [, named = ''] of commandHelp(command).matchAll(/--([a-z][a-z0-9-]+)/g))
        expect(command.flags, `${command.name}: --${named}`).toContain(named);
  });

  test('the defaults are those that the command uses', async () => {
    const { counting } = resolveExplain({ consul: 'localhost:8500', target: 'http://shop/' });
    expect(counting).toMatchObject({
      requests: 1000,
      options: { maxTimeMs: 10_000, timeoutMs: 5_000, connections: 10 },
    });
    expect(resolveOptions({ expect: '10%' })).toMatchObject({
      ...{ maxTimeMs: 60_000, timeoutMs: 5_000, connections: 10, errorRate: expect.closeTo(0.01, 9) },
      ...{ maxFailures: 0.01, connectionMode: 'auto', rate: null, maxRequests: null },
    });
  });

  test('each says how it ends on a fault of ours', () => {
    for (const command of COMMANDS) expect(commandHelp(command)).toMatch(/\b70 /);
    expect(rootHelp()).toMatch(/\b70 internal error or output that could not be written/);
  });
});
