import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { writeReports } from '../../src/cli/write-reports.js';
import type { CoursePoint } from '../../src/reporters/index.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';
import { verdictNaming } from '../reporters/evil.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string) => join(folder, name);

const nineAndOne = () =>
  fakeServer(
    inTurn(
      ...Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`)),
      replica('canary', 'b-0'),
    ),
  );

/** Runs a line of a shell in which `$CANARY_VERIFY` is the command as it is installed (this needs the build). */
async function shell(line: string, env: NodeJS.ProcessEnv = {}) {
  const child = spawn('bash', ['--norc', '-c', line], {
    cwd: folder,
    env: { PATH: process.env.PATH, CANARY_VERIFY: `${process.execPath} ${bin}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { stdout, stderr, exitCode: child.exitCode };
}

/** One sentence, without a stack. */
function sentence(words: string, remark = ''): unknown {
  return expect.stringMatching(
    new RegExp(`^canary-verify: [^\n]*${words}[^\n]* \\(exit code 70${remark}[^\n]*\\)\n$`),
  );
}

const REASON = 'ENOSPC: no space left on device';
writeFileSync(file('haproxy.cfg'), 'frontend f\n  bind :80\n  default_backend b\nbackend b\n');

describe.runIf(existsSync('/dev/full'))('standard output on a full disk', () => {
  test.each([
    ['--expect 10% URL', 'text report'],
    ['--expect 10% --json URL', 'json report'],
    ['--expect 90% --json URL', 'json report'],
    ['--expect 10% --reporter markdown URL', 'markdown report'],
    ['--expect 10% --reporter ndjson URL', 'ndjson report'],
    ['--expect 10% --reporter github URL', 'github report'],
    ["headers --arm '=> 10%' URL", 'text report'],
    ['watch --expect 10% URL', 'output'],
    ['watch --expect 10% --json URL', 'output'],
    ['explain --haproxy-stats 127.0.0.1:1 --json', 'output'],
    ['explain --haproxy-stats 127.0.0.1:1', 'output'],
    ['inspect haproxy.cfg', 'output'],
    ['inspect haproxy.cfg --json', 'output'],
    ['completion bash', 'output'],
    ['--help', 'output'],
    ['help headers', 'output'],
    ['--version', 'output'],
    ['--expect 10% --print-config', 'output'],
  ])('%s: 70 and one sentence', async (words, what) => {
    await using server = await nineAndOne();
    const run = await shell(`$CANARY_VERIFY ${words.replace('URL', server.url)} > /dev/full`);
    expect(run).toEqual({
      stdout: '',
      stderr: sentence(`the ${what} could not be written to standard output: ${REASON}`),
      exitCode: 70,
    });
  });

  test('standard error on it as well: the exit codes stay', async () => {
    await using server = await nineAndOne();
    const full = '> /dev/full 2> /dev/full';
    expect(await shell(`$CANARY_VERIFY --expect 10% ${server.url} ${full}`)).toMatchObject({ exitCode: 70 });
    expect(await shell(`$CANARY_VERIFY --expct ${full}`)).toMatchObject({ exitCode: 4 });
    const plan = `$CANARY_VERIFY --expect 10% -n 50 ${server.url} 2> /dev/full`;
    expect(await shell(plan)).toMatchObject({ exitCode: 2, stdout: expect.stringMatching(/^\? undecided/) });
  });
});

describe('a report that cannot be written', () => {
  test.runIf(existsSync('/dev/full')).each([
    ['json=/dev/full', 'json'],
    ['html=/dev/full', 'html'],
    ['ndjson=/dev/full', 'ndjson'],
    ['prometheus=/dev/full', 'prometheus'],
  ])('%s: the others are written, and the sentence names the verdict', async (reporter, name) => {
    await using server = await nineAndOne();
    const others = '--reporter markdown=others.md --reporter junit=others.xml';
    const run = await shell(`$CANARY_VERIFY --expect 10% --reporter ${reporter} ${others} ${server.url}`);
    expect(run).toEqual({
      stdout: expect.stringMatching(/^✔ matches/),
      stderr: sentence(
        `the ${name} report could not be written to "/dev/full": ${REASON}`,
        '; the verdict: matches',
      ),
      exitCode: 70,
    });
    for (const other of ['others.md', 'others.xml']) {
      expect(readFileSync(file(other), 'utf8')).not.toBe('');
      rmSync(file(other));
    }
  });

  test('standard output is full: the reports in files are written', async () => {
    await using server = await nineAndOne();
    const run = await shell(
      `$CANARY_VERIFY --expect 10% --reporter json=whole.json ${server.url} > /dev/full`,
    );
    expect(run.exitCode).toBe(70);
    expect(JSON.parse(readFileSync(file('whole.json'), 'utf8'))).toMatchObject({ verdict: 'matches' });
  });

  test.each(['--json', '--reporter text'])('%s: a disk that takes only a part is noticed', async (words) => {
    await using server = await nineAndOne();
    // A file may have one block: what is longer is cut off by the kernel.
    const limit = words === '--json' ? 'ulimit -f 1' : "printf '%1000s' > part; ulimit -f 1";
    const run = await shell(`${limit}; $CANARY_VERIFY --expect 10% ${words} ${server.url} >> part`);
    expect(run).toMatchObject({ stderr: sentence('standard output: EFBIG: file too large'), exitCode: 70 });
    rmSync(file('part'));
  });

  test("the folder of a report that is removed during the run; GitHub's summary is a folder", async () => {
    mkdirSync(file('removed'));
    await using server = await fakeServer((request, response) => {
      rmSync(file('removed'), { recursive: true, force: true });
      replica('stable', 'a-0')(request, response);
    });
    const argv = `--expect 0% --reporter json=removed/a.json --reporter github ${server.url}`;
    const { stderr, ...run } = await shell(`$CANARY_VERIFY ${argv}`, { GITHUB_STEP_SUMMARY: folder });
    expect(run).toEqual({ stdout: expect.stringMatching(/^✔ matches/), exitCode: 70 });
    const [first, second, ...others] = stderr.trimEnd().split('\n');
    expect(first).toContain('the json report could not be written to "removed/a.json": ENOENT');
    expect(second).toContain('the summary of the step could not be written');
    expect(others).toEqual([]);
  });

  test('a reporter that throws does not keep the others from being written', async () => {
    const failures = await writeReports(
      [
        { name: 'html', file: file('broken.html') },
        { name: 'json', file: file('after.json') },
      ],
      { verdict: verdictNaming('shop', 'matches'), course: [null as unknown as CoursePoint] },
    );
    expect(failures).toEqual([expect.any(TypeError)]);
    expect(existsSync(file('broken.html'))).toBe(false);
    expect(JSON.parse(readFileSync(file('after.json'), 'utf8'))).toMatchObject({ verdict: 'matches' });
  });
});

describe('a reader that closes its end is no fault', () => {
  test.each([
    ['--expect 10% --json URL', [0, 130]],
    ['--expect 10% --reporter ndjson URL', [0, 130]],
    ['inspect haproxy.cfg', [0, 130]],
    ['completion zsh', [0]],
    ['--help', [0]],
  ])('%s | true', async (words, exitCodes) => {
    await using server = await nineAndOne();
    const run = await shell(
      `set -o pipefail; $CANARY_VERIFY ${words.replace('URL', server.url)} 2> errors | true; code=$?; cat errors >&2; exit $code`,
    );
    expect(run).toMatchObject({ stdout: '', stderr: '' });
    expect(exitCodes).toContain(run.exitCode);
  });

  test('a report into a pipe that nobody reads', async () => {
    await using server = await nineAndOne();
    const run = await shell(`$CANARY_VERIFY --expect 10% --reporter html=>(true) ${server.url}`);
    expect(run).toMatchObject({ stderr: '', exitCode: 0 });
  });
});

/** Environment in which a timer of the program does something else: a fake that breaks it. */
function breaking(code: string): NodeJS.ProcessEnv {
  const program = `const real = setInterval; globalThis.setInterval = (_, ms) => real(() => { ${code} }, ms);`;
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(program)}` };
}

describe('an error of ours', () => {
  const hanging = () => fakeServer(() => {});

  test.each([
    [
      'an error that nobody catches',
      "throw new TypeError('broken by the test');",
      'TypeError: broken by the test',
    ],
    ['a rejection', "Promise.reject(new TypeError('broken by the test'));", 'TypeError: broken by the test'],
    ['no error, but a text', "throw 'broken by the test';", 'broken by the test'],
    ['a secret in it', "throw new Error('for https://me:password@shop/');", 'Error: for https://...@shop/'],
    ['the end of the process', 'process.exit(0);', 'the process ended before its work'],
  ])('%s: 70 and one sentence', async (_, code, words) => {
    await using server = await hanging();
    const run = await shell(`$CANARY_VERIFY --expect 10% --json ${server.url}`, breaking(code));
    expect(run).toEqual({ stdout: '', stderr: sentence(`internal error: .*${words}`), exitCode: 70 });
  });

  test('DEBUG prints its stack', async () => {
    await using server = await hanging();
    const env = { ...breaking("throw new TypeError('broken by the test');"), DEBUG: '1' };
    const run = await shell(`$CANARY_VERIFY --expect 10% ${server.url}`, env);
    expect(run.exitCode).toBe(70);
    expect(run.stderr).toMatch(/^TypeError: broken by the test\n +at .*\ncanary-verify: internal error/s);
  });

  test('one that the work itself throws', async () => {
    await using server = await nineAndOne();
    const program = "Math.random = () => { throw new TypeError('no chance'); };";
    const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(program)}` };
    const run = await shell(`$CANARY_VERIFY --expect 10% ${server.url}`, env);
    expect(run).toEqual({ stdout: '', stderr: sentence('TypeError: no chance'), exitCode: 70 });
  });

  test('an installation with missing files', () => {
    cpSync(fileURLToPath(new URL('../../bin', import.meta.url)), file('broken/bin'), { recursive: true });
    writeFileSync(file('broken/package.json'), '{"type":"module"}');
    const run = spawnSync(process.execPath, [file('broken/bin/canary-verify.js')], { encoding: 'utf8' });
    expect(run.status).toBe(70);
    expect(run.stderr).toMatch(/^canary-verify: cannot be loaded \(exit code 70\): .*\n$/);
  });
});
