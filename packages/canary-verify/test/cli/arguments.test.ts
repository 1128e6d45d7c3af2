import { expect, test } from 'vitest';
import { FLAG_NAMES, readArguments } from '../../src/cli/arguments.js';
import { HELP } from '../../src/cli/help.js';
import { usageErrorText } from '../../src/cli/usage-error-text.js';
import { UsageError } from '../../src/errors.js';
import { resolveOptions } from '../../src/options.js';

function usageError(...argv: string[]): string {
  try {
    const command = readArguments(argv);
    if (command.kind === 'verify') resolveOptions(command.options);
  } catch (error) {
    if (error instanceof UsageError) return usageErrorText(error).split('\n')[0] ?? '';
    throw error;
  }
  throw new Error('expected a UsageError');
}

test('flags become options, times become milliseconds', () => {
  expect(
    readArguments([
      ...['--expect', '10%', 'http://shop/version', '-H', 'X-Canary: always', '-H', 'Accept:*/*'],
      ...['-c', '4', '-n', '500', '--max-time', '2m', '-t', '500ms', '--json'],
    ]),
  ).toEqual({
    kind: 'verify',
    json: true,
    quiet: false,
    options: {
      target: 'http://shop/version',
      expect: '10%',
      headers: { 'X-Canary': 'always', Accept: '*/*' },
      connections: 4,
      maxRequests: 500,
      maxTimeMs: 120_000,
      timeoutMs: 500,
    },
  });
});

test.each([
  [['--expect', 'banana'], 'canary-verify: --expect wants a share such as 10% or 0.1, got "banana"'],
  [['--expct', '10%'], "canary-verify: Unknown option '--expct'"],
  [['--expect'], "canary-verify: Option '--expect <value>' argument missing"],
  [['--expect', '10%', 'a', 'b'], 'canary-verify: URL wants one URL, got "a" and "b"'],
  [['--expect', '10%', '-c', 'many'], 'canary-verify: --connections wants a whole number, got "many"'],
  [
    ['--expect', '10%', '--max-time', 'soon'],
    'canary-verify: --max-time wants a time such as 500ms, 30s or 2m, got "soon"',
  ],
  [
    ['--expect', '10%', '-t', '0'],
    'canary-verify: --timeout wants a whole number from 1 to 3600000, got "0"',
  ],
  [['--expect', '10%', '-H', 'X-Canary'], 'canary-verify: --header wants \'Name: value\', got "X-Canary"'],
  [
    ['--expect', '10%', '--max-failures', 'x'],
    'canary-verify: --max-failures wants a share such as 10% or 0.1, got "x"',
  ],
])('%j', (argv, line) => expect(usageError(...argv)).toBe(line));

test('the help fits a screen of 80 columns and names every flag', () => {
  for (const line of HELP.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  expect(HELP.split('\n').length).toBeLessThanOrEqual(45);
  for (const flag of FLAG_NAMES) expect(HELP).toContain(`--${flag}`);
});
