import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { readReporters } from '../../src/cli/reporters.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'reports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string) => join(folder, name);

const nineAndOne = () =>
  inTurn(
    ...Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`)),
    replica('canary', 'b-0'),
  );

/** The command as it is installed: this needs the build. */
async function run(argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [bin, ...argv], { env: { ...process.env, ...env } });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, exitCode: child.exitCode };
}

describe('which reports, and where to', () => {
  test.each([
    [[], false, [{ name: 'text', file: null }]],
    [[], true, [{ name: 'json', file: null }]],
    [['json'], false, [{ name: 'json', file: null }]],
    [
      [`html=${file('a.html')}`],
      false,
      [
        { name: 'text', file: null },
        { name: 'html', file: file('a.html') },
      ],
    ],
    [
      [`junit=${file('a=b.xml')}`],
      true,
      [
        { name: 'junit', file: file('a=b.xml') },
        { name: 'json', file: null },
      ],
    ],
  ])('%j, --json %s', (written, json, reporters) => expect(readReporters(written, json)).toEqual(reporters));

  test.each([
    [
      ['xml'],
      'reporter must be text, json, ndjson, markdown, junit, github, html, prometheus, or NAME=FILE; got "xml"',
    ],
    [['text', 'json'], 'reporter cannot put two reports into "standard output"'],
    [['html=/no/such/folder/a.html'], 'reporter cannot write "/no/such/folder/a.html": ENOENT'],
  ])('%j is refused', (written, message) => expect(() => readReporters(written, false)).toThrow(message));
});

describe('one place in two spellings', () => {
  mkdirSync(file('inner'));
  symlinkSync(folder, file('linked'));
  writeFileSync(file('there'), '');
  linkSync(file('there'), file('hard-link'));
  symlinkSync('there', file('link'));
  symlinkSync('not-there', file('dangling'));
  symlinkSync('dangling', file('dangling-twice'));

  test.each([
    ['not-there', './not-there'],
    ['not-there', 'inner/../not-there'],
    ['not-there', 'inner//..///not-there'],
    ['not-there', 'linked/not-there'],
    ['not-there', 'dangling'],
    ['dangling', 'linked/dangling-twice'],
    ['there', 'linked/inner/../there'],
    ['there', 'hard-link'],
    ['link', 'hard-link'],
  ])('%s and %s', (one, other) => {
    const reporters = [`json=${folder}/${one}`, 'text', `html=${folder}/${other}`];
    expect(() => readReporters(reporters, false)).toThrow(
      `reporter cannot put two reports into "${folder}/${one}", which is the same as "${folder}/`,
    );
  });

  test.each([
    ['not-there', 'not-there-either'],
    ['there', 'not-there'],
    ['inner/not-there', 'not-there'],
    ['link', 'dangling'],
  ])('%s and %s are two places', (one, other) => {
    const reporters = [`json=${folder}/${one}`, `html=${folder}/${other}`];
    expect(readReporters(reporters, false)).toHaveLength(3);
  });

  test('what is thrown away may come from several reports', () => {
    expect(readReporters(['json=/dev/null', 'html=/dev/null'], false)).toHaveLength(3);
  });

  test.each([
    ['a pipe', '| cat', 'json=/dev/stdout'],
    ['a pipe', '| cat', 'json=/dev/fd/1'],
    ['a pipe', '| cat', 'json=/proc/self/fd/1'],
    ['a file', '> seen.txt', 'json=./seen.txt'],
    ['a file that grows', '>> seen.txt', 'ndjson=seen.txt'],
  ])('standard output, %s %s, and %s', async (_, redirection, reporter) => {
    let asked = 0;
    await using server = await fakeServer(() => void asked++);
    const words = `--expect 10% --reporter ${reporter} ${server.url} ${redirection}`;
    const child = spawn('bash', ['--norc', '-c', `set -o pipefail; ${process.execPath} ${bin} ${words}`], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stderr] = await Promise.all([text(child.stderr), text(child.stdout), once(child, 'close')]);
    expect(stderr).toContain('cannot put two reports into "standard output", which is the same as "');
    expect({ exitCode: child.exitCode, asked }).toEqual({ exitCode: 4, asked: 0 });
  });
});

describe('a place that cannot be written is refused', () => {
  const long = 'n'.repeat(300);
  mkdirSync(file('locked'));
  writeFileSync(file('read-only'), '');
  symlinkSync('loop', file('loop'));
  symlinkSync('no/such/file', file('into-nowhere'));

  test.each([
    [folder, 'EISDIR: it is a directory'],
    [`${folder}/inner`, 'EISDIR'],
    [`${folder}/linked`, 'EISDIR'],
    [`${folder}/new/`, 'EISDIR'],
    ['.', 'EISDIR'],
    [`${folder}/no/such`, 'ENOENT: no such file or directory'],
    [`${folder}/there/below`, 'ENOTDIR: not a directory'],
    [`${folder}/${long}`, 'ENAMETOOLONG'],
    [`${folder}/loop`, 'ELOOP'],
    [`${folder}/into-nowhere`, 'ENOENT'],
  ])('%s', (place, reason) =>
    expect(() => readReporters([`html=${place}`], false)).toThrow(
      new RegExp(`^reporter cannot write ".*": ${reason}`),
    ),
  );

  test('a socket', async () => {
    await using server = createServer().listen(file('socket'));
    await once(server, 'listening');
    expect(() => readReporters([`json=${file('socket')}`], false)).toThrow('ENXIO: it is a socket');
  });

  // The superuser may write everywhere.
  test.runIf(process.getuid?.() !== 0)('without the permission', () => {
    chmodSync(file('locked'), 0o500);
    chmodSync(file('read-only'), 0o400);
    for (const place of [`${file('locked')}/new`, file('read-only')])
      expect(() => readReporters([`json=${place}`], false)).toThrow('EACCES: permission denied');
  });
});

test('all reports of one run: the text on standard output, the others in their files', async () => {
  await using server = await fakeServer(nineAndOne());
  const names = ['json', 'markdown', 'junit', 'html', 'prometheus'];
  const { stdout, stderr, exitCode } = await run([
    '--expect',
    '10%',
    ...names.flatMap((name) => ['--reporter', `${name}=${file(name)}`]),
    server.url,
  ]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  expect(stdout).toMatch(/^✔ matches/);
  expect(JSON.parse(readFileSync(file('json'), 'utf8'))).toMatchObject({ verdict: 'matches' });
  expect(readFileSync(file('markdown'), 'utf8')).toMatch(/^## ✔ matches/);
  expect(readFileSync(file('junit'), 'utf8')).toMatch(/^<testsuites .*tests="1" failures="0" errors="0"/m);
  expect(readFileSync(file('prometheus'), 'utf8')).toMatch(
    /^canary_verify_verdict\{.*verdict="matches".*\} 1$/m,
  );
  const html = readFileSync(file('html'), 'utf8');
  expect(html).toMatch(/^<!doctype html>/);
  expect(html, 'the picture of the run').toContain('<svg');
});

test('on GitHub: the text, annotations where something is wrong, and the summary of the step', async () => {
  await using server = await fakeServer(nineAndOne());
  const summary = file('summary.md');
  const argv = ['--expect', '30%', '--reporter', 'github', server.url];
  const { stdout, exitCode } = await run(argv, { GITHUB_STEP_SUMMARY: summary });
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^✘ differs/);
  expect(stdout).toMatch(/^::error title=/m);
  expect(readFileSync(summary, 'utf8')).toMatch(/^## ✘ differs/);
});

test('a report that could not be written is refused before anything is sent', async () => {
  let asked = 0;
  await using server = await fakeServer((request, response) => {
    asked++;
    replica('stable', 'a-0')(request, response);
  });
  const { stderr, exitCode } = await run([
    '--expect',
    '0%',
    '--reporter',
    'html=/no/such/a.html',
    server.url,
  ]);
  expect({ exitCode, asked }).toEqual({ exitCode: 4, asked: 0 });
  expect(stderr).toContain('--reporter cannot write "/no/such/a.html": ENOENT');
});
