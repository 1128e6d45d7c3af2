import { expect, test } from 'vitest';
import type { ServiceOptions } from '../../src/index.js';
import { OptionsError, resolveOptionsForTest } from '../support/resolve-options.js';

function problems(options: Partial<ServiceOptions>): readonly string[] {
  try {
    resolveOptionsForTest(options);
  } catch (error) {
    if (error instanceof OptionsError) return error.problems;
    throw error;
  }
  return [];
}

test('everything that Consul would refuse, or take and never find, is said at once', () => {
  const many = Object.fromEntries(Array.from({ length: 63 }, (_, index) => [`k${index}`, 'v']));
  expect(
    problems({
      address: '127.0.0.1',
      consul: { address: 'consul:8500' },
      tags: ['fine', 'v1.2', 'a\nb', ''],
      meta: { ...many, 'a b': '1', long: 'ä'.repeat(300), version: '1' },
      weight: 10,
      consulWeights: { passing: 0, warning: 70_000 },
      checks: [
        { type: 'ping' as never },
        { type: 'tcp', intervalMs: 5 },
        { type: 'ttl', name: 'same' },
        { type: 'http', name: 'same' },
      ],
      deregisterAfterMs: 30_000,
    }),
  ).toEqual([
    '`address` wants an address that Consul can reach, got "127.0.0.1": Consul is not on this host',
    '`weight` and `consulWeights` exclude each other',
    '`consulWeights.passing` wants a whole number from 1 to 65535, got 0',
    '`consulWeights.warning` wants a whole number from 0 to 65535, got 70000',
    '`tags` wants tags that are texts on one line, got "a\\nb"',
    '`tags` wants tags that are texts on one line, got ""',
    '`meta` wants at most 62 pairs beside version and track, got 66',
    '`meta` wants names of 1 to 128 letters, digits, - and _, got "a b"',
    '`meta.long` wants up to 512 bytes, got 600',
    '`meta` wants no version: the library sets it',
    '`checks[0]` wants a type of "http", "tcp", "grpc" or "ttl", got "ping"',
    '`checks[1]` wants intervalMs to be a whole number of milliseconds from 100 on, got 5',
    '`checks` wants a `name` of its own for each check, got "same" twice',
    '`deregisterAfterMs` wants a whole number of milliseconds from 60,000 on (Consul takes less than a minute for a minute), got 30000',
  ]);
});

test.each<[Partial<ServiceOptions>, string]>([
  [{ checks: [] }, '`checks` wants a list with at least one check, got []'],
  [{ tags: 'blue' as never }, '`tags` wants a list, got "blue"'],
  [{ meta: { zone: 1 as never } }, '`meta.zone` wants up to 512 bytes, got 1'],
])('%j', (options, problem) => expect(problems(options)).toEqual([problem]));

test('a loopback address will do where Consul is on this host', () => {
  expect(problems({ address: '127.0.0.1', consul: { address: '127.0.0.1:8500' } })).toEqual([]);
  expect(problems({ address: '127.0.0.1', consul: { address: 'unix:///run/consul.sock' } })).toEqual([]);
});
