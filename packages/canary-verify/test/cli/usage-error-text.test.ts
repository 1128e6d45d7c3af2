import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { main } from '../../src/cli/main.js';
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

describe.each(COMMANDS)('a usage error of $name', ({ name, examples }) => {
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

  test('has only examples that can be read', async () => {
    for (const example of examples) {
      const words = [...example.matchAll(/'([^']*)'|(\S+)/g)].map(
        ([, inQuotes, word]) => inQuotes ?? word ?? '',
      );
      const redirected = words.findIndex((word) => /^>/.test(word));
      const argv = redirected < 0 ? words : words.slice(0, redirected);
      const written: string[] = [];
      const signal = new AbortController().signal;
      const real = process.stderr.write;
      process.stderr.write = (text) => written.push(String(text)) > 0;
      try {
        // The options are read before the help is printed, and nothing is sent.
        await main([name, ...argv, '--nothing-like-it'], {}, signal);
      } finally {
        process.stderr.write = real;
      }
      expect(written.join(''), example).toContain("Unknown option '--nothing-like-it'");
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
