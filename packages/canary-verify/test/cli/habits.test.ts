import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { INSPECT } from '../../src/cli/commands/inspect.js';
import { VERIFY } from '../../src/cli/commands/verify.js';
import { WATCH } from '../../src/cli/commands/watch.js';
import { parseWords } from '../../src/cli/flags/parse.js';
import { FLAGS, namesOf } from '../../src/cli/flags/table.js';
import { UsageError } from '../../src/text/usage-error.js';

/** What is refused, and why; null if it is read. */
function problemOf(line: string | readonly string[], command = VERIFY): string | null {
  try {
    parseWords(command, typeof line === 'string' ? line.split(' ') : line);
    return null;
  } catch (error) {
    if (error instanceof UsageError) return `${error.option}: ${error.problem}`;
    throw error;
  }
}

test.each([
  ['-n 1000 -c 20', { 'max-requests': '1000', connections: '20' }],
  ['-n1000 -c20 -t5s', { 'max-requests': '1000', connections: '20', timeout: '5s' }],
  ['-k', { insecure: true }],
  ['-kL', { insecure: true, location: true }],
  ['-qk -m HEAD', { quiet: true, insecure: true, method: 'HEAD' }],
  ['--insecure --resolve a:1:b --cacert ca.pem', { insecure: true, resolve: ['a:1:b'], cacert: 'ca.pem' }],
  ['-H Accept:text/html', { header: ['Accept:text/html'] }],
])('%s means the same as elsewhere', (line, values) => {
  expect({ ...parseWords(VERIFY, line.split(' ')).values }).toEqual(values);
});

/** What is typed, by the program that it belongs to, and the right spelling here. */
const HABITS: readonly (readonly [program: string, typed: string, right: string])[] = [
  ['k6', '-d 30s http://shop/', '--max-time 30s'],
  ['wrk', '-d30s', '--max-time 30s'],
  ['wrk', '-d 2m', '--max-time 2m'],
  ['wrk', '-d 30', '--max-time 30'],
  ['hey', '-z 10s', '--max-time 10s'],
  ['oha', '-z10s', '--max-time 10s'],
  ['k6', '--duration 5m', '--max-time 5m'],
  ['k6', '--duration=5m', '--max-time 5m'],
  ['curl', '-d {"a":1}', '--body TEXT'],
  ['hey', '-d x=1', '--body TEXT'],
  ['curl', '--data-raw {}', '--body TEXT'],
  ['curl', '--data-binary @f', '--body "$(cat FILE)"'],
  ['hey', '-D file.json', '--body "$(cat FILE)"'],
  ['ab', '-p file.json', '--body "$(cat FILE)"'],
  ['curl', '--json {"a":1}', '--body TEXT'],
  ['curl', '-X POST', '--method POST'],
  ['curl', '-XDELETE', '--method DELETE'],
  ['curl', '--request PUT', '--method PUT'],
  ['curl', '-I', '--method HEAD'],
  ['curl', '--head', '--method HEAD'],
  ['ab', '-i', '--method HEAD'],
  ['k6', '-i 100', '--max-requests 100'],
  ['k6', '--iterations 100', '--max-requests 100'],
  ['oha', '--requests 7', '--max-requests 7'],
  ['curl', '-m 10', '--max-time 10'],
  ['curl', '-m10', '--max-time 10'],
  ['curl', '-m 2.5', '--max-time 2.5'],
  ['hey', '-q 50', '--rate 50'],
  ['oha', '-q50', '--rate 50'],
  ['wrk2', '-R 2000', '--rate 2000'],
  ['k6', '--rps 10', '--rate 10'],
  ['k6', '-u 20', '--connections 20'],
  ['k6', '--vus 20', '--connections 20'],
  ['ab', '--concurrency 20', '--connections 20'],
  ['wrk', '--threads 4', '--connections 4'],
  ['curl', '-u me:password', "--header 'Authorization: Basic BASE64'"],
  ['curl', '--user me:password', "--header 'Authorization: Basic BASE64'"],
  ['hey', '-a me:password', "--header 'Authorization: Basic BASE64'"],
  ['ab', '-A me:password', "--header 'Authorization: Basic BASE64'"],
  ['curl', '-A Mozilla', "--header 'User-Agent: NAME'"],
  ['curl', '-b a=b', "--header 'Cookie: NAME=VALUE'"],
  ['ab', '-C a=b', "--header 'Cookie: NAME=VALUE'"],
  ['curl', '-e http://a/', "--header 'Referer: URL'"],
  ['hey', '-T text/xml', "--header 'Content-Type: TYPE'"],
  ['hey', '-host shop', "--header 'Host: NAME'"],
  ['hey', '-x proxy:3128', '--connect-to HOST:PORT'],
  ['hey', '-h2', '--http2'],
  ['curl', '--http2-prior-knowledge', '--http2'],
  ['hey', '-disable-keepalive', '--connection-mode fresh'],
  ['oha', '--disable-keepalive', '--connection-mode fresh'],
  ['hey', '-disable-redirects', '--location'],
  ['curl', '-s', '--quiet'],
  ['curl', '-sS', '--quiet'],
  ['curl', '-sSL', '--quiet'],
  ['ab', '-s 30', '--timeout 30'],
  ['curl', '--connect-timeout 3', '--timeout 3'],
  ['curl', '-o out.json', '--reporter NAME=FILE'],
  ['oha', '-j', '--json'],
  ['curl', '-v', '--reporter ndjson'],
  ['curl', '-V', '--version'],
  ['curl', '-4', '--resolve HOST:PORT:ADDRESS'],
  ['curl', '-E client.pem', '--cert FILE'],
  ['k6', '--insecure-skip-tls-verify', '--insecure'],
  ['wget', '--no-check-certificate', '--insecure'],
  ['vegeta', '-rate 50', '--rate'],
  ['go', '-max-time 3s', '--max-time'],
  ['go', '-timeout 3s', '--timeout'],
  ['go', '-expect=10%', '--expect'],
  ['go', '-header a:b', '--header'],
  ['go', '-json', '--json'],
  ['watch', '--interval 5', 'canary-verify watch has --pause'],
];

describe('what other programs call it is refused, with the right spelling', () => {
  test.each(HABITS)('%s %s: %s', (_, typed, right) => {
    expect(problemOf(typed)).toContain(right);
    expect(problemOf(`--expect 10% ${typed}`), 'after other options').toContain(right);
  });

  test.each(HABITS)('%s %s: each option of the hint is one that there is', (_, typed) => {
    const [, ...hints] = problemOf(typed)?.split(/[;?] /) ?? [];
    const named = hints.flatMap((hint) => [...hint.matchAll(/--([a-z0-9-]+)/g)].map(([, name]) => name));
    for (const name of named) expect(namesOf(FLAGS)).toContain(name);
  });

  test('a secret is not quoted', () => {
    for (const typed of [
      '-u me:hunter2',
      '--user=me:hunter2',
      '-a me:hunter2',
      '--token hunter2',
      '-b s=hunter2',
    ])
      expect(problemOf(typed)).not.toContain('hunter2');
  });

  test('a command without the option names the one that has it', () => {
    expect(problemOf('-k', INSPECT)).toContain("Unknown option '-k'; canary-verify verify has --insecure");
    expect(problemOf('-d 30s', INSPECT)).toContain('canary-verify verify has --max-time');
    expect(problemOf('--interval 5', WATCH)).toContain('for the time between two runs use --pause 30s');
  });

  test("what is nobody's habit has no hint, and a value is not taken for an option", () => {
    expect(problemOf('--nothing-like-it')).toBe("arguments: Unknown option '--nothing-like-it'");
    expect(problemOf(['-H', 'X: -d 30s', '--body', '%'])).toBe(null);
    expect(problemOf(['--', '-timeout'])).toBe(null);
  });
});

test.each([
  ['--expect 10 %', 'did you mean --expect 10% (without a space)?'],
  ['--expect 10 % http://shop/', 'did you mean --expect 10% (without a space)?'],
  ['--expect 10% --tolerance 3 pp', 'did you mean --tolerance 3pp (without a space)?'],
])('%s: %s', (line, hint) => expect(problemOf(line)).toContain(hint));

test.each([
  ['--expect', '--expect must have a value, SHARE'],
  ['-H', '--header must have a value, HEADER'],
  ['--header -k', 'for one that starts with a dash use --header=HEADER'],
  ['--quiet=yes', '--quiet is a switch without a value'],
  ['--no-quiet=yes', '--quiet is a switch without a value'],
])('%s: %s', (line, problem) => expect(problemOf(line)).toContain(problem));

test('no letter means two things', () => {
  for (const { name, flags } of COMMANDS) {
    const letters = flags.flatMap((flag) => ('short' in FLAGS[flag] ? [FLAGS[flag].short] : []));
    expect(new Set(letters).size, name).toBe(letters.length);
  }
});
