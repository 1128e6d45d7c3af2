import { describe, expect, test } from 'vitest';
import type { CommandInput } from '../../src/cli/command.js';
import { VERIFY } from '../../src/cli/commands/verify.js';
import { parseWords } from '../../src/cli/flags/parse.js';
import { readSettings } from '../../src/cli/settings.js';
import { usageErrorText } from '../../src/cli/usage-error-text.js';
import { verifyOptions } from '../../src/cli/verify-options.js';
import { resolveOptions, type VerifyOptions } from '../../src/options/options.js';
import { UsageError } from '../../src/text/usage-error.js';

async function asked(argv: readonly string[], env: Record<string, string> = {}): Promise<CommandInput> {
  return (await readSettings(VERIFY, parseWords(VERIFY, argv), { env, signal: new AbortController().signal }))
    .asked;
}

async function optionsOf(argv: readonly string[], env: Record<string, string> = {}): Promise<VerifyOptions> {
  return verifyOptions(await asked(argv, env));
}

async function usageError(...argv: string[]): Promise<string> {
  try {
    resolveOptions(await optionsOf(argv));
  } catch (error) {
    if (error instanceof UsageError) return usageErrorText(error, null).split('\n')[0] ?? '';
    throw error;
  }
  throw new Error('expected a UsageError');
}

test('flags become options, times become milliseconds', async () => {
  expect(
    await optionsOf([
      ...['--expect', '10%', 'http://shop/version', '-H', 'X-Canary: always', '-H', 'Accept:*/*'],
      ...['-c', '4', '-n', '500', '--max-time', '2m', '-t', '500ms', '--json'],
      ...['--replicas', '9+1', '--connection-mode', 'reuse', '--decide'],
    ]),
  ).toEqual({
    target: 'http://shop/version',
    expect: '10%',
    headers: [
      ['X-Canary', 'always'],
      ['Accept', '*/*'],
    ],
    connections: 4,
    maxRequests: 500,
    maxTimeMs: 120_000,
    timeoutMs: 500,
    replicas: { stable: 9, canary: 1 },
    connectionMode: 'reuse',
    differsBeyond: 'share',
  });
});

test.each([
  [['--expect', 'banana'], 'canary-verify: --expect must be a share, for example 10% or 0.1; got "banana"'],
  [['--expct', '10%'], "canary-verify: Unknown option '--expct'; did you mean --expect?"],
  [['--reproter', 'json'], "canary-verify: Unknown option '--reproter'; did you mean --reporter?"],
  [
    ['--until-difers'],
    "canary-verify: Unknown option '--until-difers'; canary-verify watch has --until-differs",
  ],
  [['--nothing-like-it'], "canary-verify: Unknown option '--nothing-like-it'"],
  [['--expect'], 'canary-verify: --expect must have a value, SHARE'],
  [
    ['--expect', '10%', 'a', 'b'],
    'canary-verify: expected one URL, got 2 words; put quotation marks around a value with spaces',
  ],
  [['--expect', '10%', '-c', 'many'], 'canary-verify: --connections must be a whole number; got "many"'],
  [
    ['--expect', '10%', '--max-time', 'soon'],
    'canary-verify: --max-time must be a time, for example 500ms, 30s or 2m; got "soon"',
  ],
  [
    ['--expect', '10%', '-t', '0'],
    'canary-verify: --timeout must be a whole number from 1 to 3600000; got "0"',
  ],
  [
    ['--expect', '10%', '-H', 'X-Canary'],
    "canary-verify: --header must be 'Name: value'; number 1 has no name and colon",
  ],
  [
    ['--expect', '10%', '--replicas', '10'],
    'canary-verify: --replicas must be stable and canary replicas, for example 9+1; got "10"',
  ],
  [
    ['--expect', '10%', '--consul', 'localhost:8500', '--services', 'a b'],
    'canary-verify: --services must be the stable and the canary service, for example shop-v1+shop-v2, or one service; got "a b"',
  ],
  [
    ['--expect', '10%', '--consul', 'localhost:8500', '--replicas', '9+1'],
    'canary-verify: --consul and --replicas exclude each other: each gives the number of replicas',
  ],
  [
    ['--expect', '10%', '--connection-mode', 'new'],
    'canary-verify: --connection-mode must be one of auto, fresh, reuse; got "new"',
  ],
  [
    ['--expect', '10%', '--decide', '--decide-half'],
    'canary-verify: --decide and --decide-half exclude each other: use one of them',
  ],
  [
    ['--expect', 'v1=70%,v2=20%'],
    'canary-verify: --expect must have shares that add up to 100 %, but they add up to 90 %: "v1=70%,v2=20%"',
  ],
  [
    ['--expect', 'v1=100%,v2=0%'],
    'canary-verify: --expect must give each version more than 0 % and less than 100 %; got "v1=100%"',
  ],
  [
    ['--expect', 'v1=50%,v1=50%'],
    'canary-verify: --expect must name at least two versions, each once; got "v1=50%,v1=50%"',
  ],
  [
    ['--expect', '10%', '--max-failures', 'x'],
    'canary-verify: --max-failures must be a share, for example 10% or 0.1; got "x"',
  ],
])('%j', async (argv, line) => expect(await usageError(...argv)).toBe(line));

describe('the environment', () => {
  const env = {
    CANARY_VERIFY_EXPECT: '10%',
    CANARY_VERIFY_TARGET: 'http://shop/version',
    CANARY_VERIFY_MAX_TIME: '2m',
    CANARY_VERIFY_HEADER: 'X-A: 1\nX-B: 2',
    CANARY_VERIFY_DECIDE: 'true',
    CANARY_VERIFY_QUIET: '0',
    CANARY_VERIFY_TOOLBOX: '/somewhere/else',
  };

  test('says what the flags leave open', async () => {
    expect(await optionsOf([], env)).toEqual({
      target: 'http://shop/version',
      expect: '10%',
      maxTimeMs: 120_000,
      headers: [
        ['X-A', '1'],
        ['X-B', '2'],
      ],
      differsBeyond: 'share',
    });
    expect((await asked([], env)).values.quiet).toBe(false);
  });

  test('gives way to a flag, also to one that may be repeated', async () => {
    expect(await optionsOf(['--expect', '5%', '-H', 'X-C: 3', 'http://other'], env)).toMatchObject({
      ...{ expect: '5%', headers: [['X-C', '3']], target: 'http://other', maxTimeMs: 120_000 },
    });
    expect(await optionsOf(['--no-decide'], env)).not.toHaveProperty('differsBeyond');
  });

  test('gives Consul its token only where Consul is asked', async () => {
    const withToken = { CONSUL_HTTP_TOKEN: 'not-to-be-seen' };
    const asked = await optionsOf(['--expect', '10%', '--consul', 'localhost:8500'], withToken);
    expect(asked).toMatchObject({ consul: 'localhost:8500', consulToken: 'not-to-be-seen' });
    expect(JSON.stringify(await optionsOf(['--expect', '10%'], withToken))).not.toContain('not-to-be-seen');
  });

  test('is refused by the name of its variable', async () => {
    await expect(optionsOf([], { ...env, CANARY_VERIFY_QUIET: 'maybe' })).rejects.toThrow(
      'CANARY_VERIFY_QUIET must be true or false; got "maybe"',
    );
  });
});
