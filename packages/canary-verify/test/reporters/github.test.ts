import { describe, expect, test } from 'vitest';
import { githubAnnotations, githubLog } from '../../src/reporters/github.js';
import { textReport } from '../../src/reporters/text.js';
import { armNamed, EVIL, HARMFUL, OUTCOMES, verdictNaming, versionsVerdict } from './evil.js';
import { verdictWith } from './verdicts.js';

interface Command {
  name: string;
  properties: Record<string, string>;
  message: string;
}

/** Reads a line as the runner does (actions/runner 2, ActionCommand.TryParseV2); null when it is no command. */
function readCommand(line: string): Command | null {
  const text = line.trimStart();
  const end = text.indexOf('::', 2);
  if (!text.startsWith('::') || end < 0) return null;
  const [name = '', ...rest] = text.slice(2, end).split(' ');
  const pairs = rest
    .join(' ')
    .split(',')
    .map((pair) => pair.split(/=(.*)/s));
  return {
    name,
    properties: Object.fromEntries(pairs.map(([key = '', value = '']) => [key, unescaped(value)])),
    message: unescaped(text.slice(end + 2)),
  };
}

function unescaped(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

function commandsOf(report: string): Command[] {
  expect(report.endsWith('\n')).toBe(true);
  const commands = report.slice(0, -1).split('\n').map(readCommand);
  expect(commands).not.toContain(null);
  return commands as Command[];
}

test('a difference: one line, percent signs escaped', () => {
  expect(
    githubAnnotations(verdictWith({ verdict: 'differs', expected: { share: 0.25, tolerance: 0.03 } })),
  ).toBe(
    '::error title=canary-verify%3A differs::10.00 %25 of responses came from the canary, not 25 %25 ± 3 points' +
      '%0ANext: Find the cause: canary-verify explain --consul URL --haproxy-stats URL URL' +
      '%0AMore: https://github.com/canary-verify/canary-verify/blob/main/packages/canary-verify/docs/verdicts/differs.md\n',
  );
});

test.each([
  ['matches', 'notice'],
  ['differs', 'error'],
  ['undecided', 'warning'],
  ['unmeasured', 'warning'],
] as const)('%s is a %s', (verdict, name) => {
  const [command] = commandsOf(githubAnnotations(verdictWith({ verdict })));
  expect(command).toMatchObject({ name, properties: { title: `canary-verify: ${verdict}` } });
});

test('each arm has an annotation, with its own diagnoses below the answer', () => {
  const arms = [armNamed('one'), armNamed('two, three', { verdict: 'differs' })];
  const [one, two] = commandsOf(
    githubAnnotations(
      verdictWith({
        verdict: 'differs',
        arms,
        diagnosis: [
          { kind: 'never-seen', arm: 'two, three', track: 'canary', version: null, only: null },
          {
            kind: 'time-spent',
            maxTimeMs: 900,
            requests: 40,
            needed: 1_350,
            waiting: 0,
            longestMs: 0,
            stalled: false,
          },
        ],
      }),
    ),
  );
  expect(one).toMatchObject({ name: 'notice', properties: { title: 'canary-verify: matches (one)' } });
  expect(one?.message).not.toContain('\n');
  expect(two?.properties).toEqual({ title: 'canary-verify: differs (two, three)' });
  expect(two?.message.split('\n')).toEqual([
    expect.stringContaining('of responses came from the canary'),
    'No response came from the canary.',
    'Next: Check that a replica of the canary is healthy in Consul and UP in HAProxy: canary-verify explain --consul URL --haproxy-stats URL. If the router changes slowly, spread the run over a longer time: --over 1m',
    'The time was up after 0.9 s (--max-time), with 40 of about 1,350 requests counted.',
    'Next: Allow more time: --max-time 46s (40 requests took 0.9 s), or a wider --tolerance.',
    expect.stringMatching(/^More: https:.*\/docs\/diagnoses\/never-seen\.md$/),
  ]);
});

test('several versions', () => {
  const [command] = commandsOf(githubAnnotations(versionsVerdict()));
  expect(command?.message.split('\n')[0]).toBe(
    'v2 40.00 %, not 30 % ± 3 points; v3 10.00 %, not 20 % ± 3 points',
  );
});

describe('what comes from elsewhere starts no command', () => {
  test.each(EVIL)('%j', (evil) => {
    for (const outcome of OUTCOMES) {
      const report = githubAnnotations(verdictNaming(evil, outcome));
      expect(report).not.toMatch(HARMFUL);
      const commands = commandsOf(report);
      expect(commands).toHaveLength(2);
      for (const { properties } of commands) {
        expect(Object.keys(properties)).toEqual(['title']);
        expect(properties.title).toMatch(new RegExp(`^canary-verify: ${outcome} \\(`));
      }
    }
  });

  test.each(EVIL)('in the log: %j', (evil) => {
    const log = githubLog(textReport(verdictNaming(evil), false));
    for (const line of log.split('\n')) expect(readCommand(line)).toBeNull();
    expect(log).not.toContain('##[');
  });

  test('without it there would be one', () => {
    const lines = textReport(verdictNaming('::add-mask::e'), false).split('\n');
    expect(lines.map(readCommand).filter((command) => command !== null)).not.toEqual([]);
  });
});
