import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { commandHelp } from '../../src/cli/help/command-help.js';
import { rootHelp } from '../../src/cli/help/root-help.js';

function expectWidth(text: string): void {
  for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
}

test('the help fits a screen of 80 columns, starts with examples and names every command', () => {
  const help = rootHelp();
  expectWidth(help);
  expect(help.split('\n').length).toBeLessThanOrEqual(45);
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
