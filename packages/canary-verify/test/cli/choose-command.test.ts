import { describe, expect, test } from 'vitest';
import { chooseCommand, commandNamed, expectNoCommand } from '../../src/cli/choose-command.js';
import { COMMANDS } from '../../src/cli/commands/index.js';

describe('the first word', () => {
  test.each(COMMANDS.map(({ name }) => name))('%s is the command', (name) => {
    const { command, words, implied } = chooseCommand([name, '--help']);
    expect(command.name).toBe(name);
    expect(words).toEqual(['--help']);
    expect(implied).toBe(false);
  });

  test.each([
    [['--expect', '10%']],
    [['http://verify/version', '--expect', '10%']],
    [['localhost:48151']],
    [['proxy', '--expect', '10%']],
    [[]],
  ])('without a command, %j is for verify', (words) => {
    const chosen = chooseCommand(words);
    expect(chosen.command.name).toBe('verify');
    expect(chosen).toMatchObject({ words, implied: true });
  });

  test('is refused when it is nearly a command, with the way to write a host', () => {
    expect(() => chooseCommand(['verfy', '--expect', '10%'])).toThrow(
      'no command is called "verfy"; did you mean verify? To request a host of that name, write http://verfy',
    );
  });
});

test('a command after flags is not asked as a host', () => {
  expect(() => expectNoCommand(['verify'])).toThrow(
    'put the command first: canary-verify verify ...; to request a host named "verify", write http://verify',
  );
  expectNoCommand(['http://verify', 'proxy']);
});

test('help of a command that there is not says which there are', () => {
  expect(() => commandNamed('verfy')).toThrow('no command is called "verfy"; did you mean verify?');
  expect(() => commandNamed('bananas')).toThrow('no command is called "bananas"; there are verify');
});
