import { describe, expect, test } from 'vitest';
import { textReport } from '../../src/reporters/text.js';
import { exchangeNaming } from './evil.js';
import { verdictWith } from './verdicts.js';

const report = (changes: Parameters<typeof verdictWith>[0]) => textReport(verdictWith(changes), false);

test('a match: the answer first, then the evidence', () => {
  expect(report({})).toBe(`✔ matches: 10.00 % of responses came from the canary, expected 10 % ± 3 points

  share      10.00 % measured; the true share is between 7.43 % and 13.00 %
             (99 % sure of each limit)
  requests   1,113 in 0.6 s, none failed
  target     http://localhost:48151/version

  stable         1,002   90.00 %   2 replicas  1.0.0
  canary           111   10.00 %   1 replica   1.1.0

  service-v1-1        501   stable 1.0.0
  service-v1-2        501   stable 1.0.0
  service-v2-1        111   canary 1.1.0
`);
});

test('a difference: the cause and what to do', () => {
  const text = report({
    verdict: 'differs',
    expected: { share: 0.25, tolerance: 0.03 },
    diagnosis: [{ kind: 'follows-replicas', arm: 'all requests', stable: 9, canary: 1, expected: 0.25 }],
  });
  expect(text).toMatch(/^✘ differs: 10\.00 % of responses came from the canary, not 25 % ± 3 points\n/);
  expect(text).toContain(`
  The canary's share equals its share of the replicas: 1 of 10 that answered is
  a canary, 10 %.
  next  Run 9 stable and 3 canary replicas (25 %), or set weights.
  more  https:`);
});

test('a report on one version alone states the bound, never "no leak"', () => {
  const text = report({
    expected: { share: 1, tolerance: 0.01 },
    share: 1,
    interval: [1 - 0.00998, 1],
    stable: 0,
  });
  expect(text).toMatch(/^✔ matches: only the canary answered; fewer than 1 % go elsewhere \(99 % sure\)\n/);
});

test('nothing reached: what was tried and why it failed', () => {
  const text = report({
    verdict: 'unmeasured',
    share: null,
    interval: null,
    requests: 0,
    diagnosis: [{ kind: 'unreachable', tried: ['127.0.0.1:48151', '[::1]:48151'], cause: 'refused' }],
  });
  expect(text).toMatch(/^! unmeasured: /);
  expect(text).toContain('No answer from 127.0.0.1:48151 or [::1]:48151: the connection was refused.');
});

test('failures are named by cause', () => {
  const text = report({ failed: 3, failures: { reset: 1, 'http-502': 2 } });
  expect(text.replace(/\n +/g, ' ')).toContain(
    '3 failed (1 × the connection was closed before the response was complete; 2 × HTTP 502)',
  );
});

test('no line is wider than 80 columns, however long the reason', () => {
  const text = report({
    verdict: 'unmeasured',
    diagnosis: [
      {
        kind: 'unreachable',
        tried: Array.from({ length: 9 }, (_, index) => `10.0.0.${index}:48151`),
        cause: 'reset',
      },
      {
        kind: 'too-many-failures',
        arm: 'a',
        failed: 123_456,
        requests: 1_234_567,
        limit: 0.01,
        by: { stable: 3, canary: 4 },
      },
      {
        kind: 'unidentified',
        arm: 'a',
        unidentified: 5,
        requests: 10,
        versions: ['1.0.0', '1.1.0', '1.2.0-rc.1'],
        statuses: [],
      },
      {
        kind: 'still-open',
        arm: 'a',
        requests: 1_000_000,
        open: ['lower', 'upper'],
        band: { share: 0.1, tolerance: 0.03 },
        needed: 1_400_000,
        unknown: 0,
        keptOpen: null,
      },
      {
        kind: 'replicas-missing',
        arm: 'a',
        track: 'stable',
        service: null,
        seen: 8,
        expected: 9,
        shown: true,
      },
      { kind: 'one-replica', arm: 'a', instance: 'service-v1-on-a-long-name-4711', replicas: 10 },
      {
        kind: 'uneven',
        arm: 'a',
        track: 'canary',
        instance: 'service-v2-on-a-long-name-4711',
        requests: 12_345,
        even: 6_172,
      },
      { kind: 'drifted', arm: 'a', afterRequests: 123_450, before: 0.1, after: 0.123_456 },
      { kind: 'pinned', arm: 'a', requests: 123_456, restarted: true },
      { kind: 'sticky-cookie', arm: 'a', cookie: 'SERVERID', names: 'replica' },
      {
        ...{ kind: 'canary-worse', arm: 'a', what: 'latency', oddsRatio: 12.345, replicas: 1 },
        slowest: { stable: 1.2, canary: 3.4 },
        ...{ stable: { requests: 9, failed: 0 }, canary: { requests: 9, failed: 0 } },
      },
    ],
  });
  for (const line of text.split('\n'))
    if (!line.startsWith('  more  https://')) expect(line.length, line).toBeLessThanOrEqual(80);
  expect(text).toMatch(/After 1,000,000 requests the share may still be below 7 % or above 13 %\./);
});

describe('text from the server stays text', () => {
  test.each([true, false])('with colours: %s', (colours) => {
    const evil = '\u001b]0;owned\u0007<img onerror>\u001b[2J';
    const verdict = verdictWith({
      instances: { [evil]: { version: evil, track: 'canary', count: 1 } },
      diagnosis: [
        {
          kind: 'leak',
          arm: 'a',
          track: 'canary',
          leaks: 1,
          instance: evil,
          version: evil,
          exchange: exchangeNaming(evil),
        },
      ],
      verdict: 'differs',
      expected: { share: 0, tolerance: 0.01 },
    });
    const text = textReport(verdict, colours);
    expect(text).toContain('\\u001b]0;owned');
    expect(text).not.toContain('\u001b]');
    expect(text).not.toContain('\u001b[2J');
    expect(text).not.toContain('\u0007');
  });
});

test('several expected versions: each with its share, and the one that is wrong in the heading', () => {
  const expected = { share: 0.5, tolerance: 0.03 };
  const text = textReport(
    verdictWith({
      verdict: 'differs',
      shares: [
        { version: 'v1', expected, share: 0.5, interval: [0.48, 0.52], requests: 500 },
        {
          version: 'v2',
          expected: { ...expected, share: 0.3 },
          share: 0.4,
          interval: [0.37, 0.43],
          requests: 400,
        },
        {
          version: 'v3',
          expected: { ...expected, share: 0.2 },
          share: 0.1,
          interval: [0.08, 0.12],
          requests: 100,
        },
      ],
    }),
    false,
  );
  expect(text).toContain('differs: v2 40.00 %, not 30 % ± 3 points; v3 10.00 %, not 20 % ± 3 points\n');
  expect(text).toContain('v1               500   50.00 %   expected 50 % ± 3 points\n');
});

test('several versions of which none could be measured: the heading says which share was whose', () => {
  const nothing = { share: null, interval: null, requests: 0 };
  const text = textReport(
    verdictWith({
      verdict: 'unmeasured',
      shares: [
        { version: 'v1', expected: { share: 0.9, tolerance: 0.03 }, ...nothing },
        { version: 'v2', expected: { share: 0.1, tolerance: 0.03 }, ...nothing },
      ],
    }),
    false,
  );
  expect(text.replace(/\s+/g, ' ')).toContain(
    'the shares could not be measured, expected v1 90 % ± 3 points, v2 10 % ± 3 points',
  );
});

test('latency of both versions, and errors only where there are any', () => {
  const percentiles = { p50: 1.234, p90: 5, p99: 12.6, max: 1_500 };
  const health = {
    latency: { verdict: 'worse', oddsRatio: 3, stable: percentiles, canary: percentiles },
    errors: {
      verdict: 'undecided',
      oddsRatio: null,
      stable: { requests: 1_002, failed: 0 },
      canary: { requests: 111, failed: 0 },
      ...{ unknown: 0, limit: null },
    },
    ...{ worseRatio: 4, canaryReplicas: 2 },
  } as const;
  const text = textReport(verdictWith({ health }), false);
  expect(text).toContain('latency    stable 1.2 / 13, canary 1.2 / 13 ms (p50 / p99): canary worse\n');
  expect(text).not.toContain('errors');
  const failing = { ...health, errors: { ...health.errors, canary: { requests: 111, failed: 2 } } };
  expect(textReport(verdictWith({ health: failing }), false)).toContain(
    'errors     stable 0 of 1,002, canary 2 of 111\n',
  );
});
