import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { parseWords } from '../../src/cli/flags/parse.js';
import { usageErrorText } from '../../src/cli/usage-error-text.js';
import { UsageError } from '../../src/text/usage-error.js';

/** The lines of an error below its sentence, without the heading. */
function linesToTry(error: UsageError, command: string | null): string[] {
  const [, tries = ''] = usageErrorText(error, command).split('\n\nTry: ');
  return tries
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());
}

describe.each(COMMANDS)('a usage error of $name', (command) => {
  const { name, examples } = command;

  test('ends with an example of that command and its help', () => {
    expect(linesToTry(new UsageError('arguments', 'are wrong'), name)).toEqual([
      `canary-verify ${name} ${examples[0]}`,
      `canary-verify ${name} --help`,
    ]);
  });

  test('shows the example with the option that is wrong, where there is one', () => {
    for (const example of examples)
      for (const [, flag = ''] of example.matchAll(/--([a-z-]+)/g)) {
        const [shown] = linesToTry(new UsageError(flag, 'is wrong'), name);
        expect(shown?.split(' ')).toContain(`--${flag}`);
        expect(shown).toMatch(new RegExp(`^canary-verify ${name} `));
      }
  });

  test('has only examples that can be read', () => {
    for (const example of examples) {
      const [line = ''] = example.split(' >');
      const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
      expect(() => parseWords(command, words), example).not.toThrow();
    }
  });
});

test('without a command, the example has none', () => {
  expect(linesToTry(new UsageError('expect', 'is missing'), null)).toEqual([
    'canary-verify --expect 10%',
    'canary-verify --help',
  ]);
  expect(linesToTry(new UsageError('arms', 'is wrong'), null)[0]).toMatch(/^canary-verify --arm '/);
});
