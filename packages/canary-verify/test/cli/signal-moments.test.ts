import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { fakeServer, inTurn, replica } from '../fake-server.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'signals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Interrupting = 'SIGINT' | 'SIGTERM';

/** No run is as long as this, in milliseconds. */
const DEADLINE_MS = 15_000;

/** Starts the command as it is installed (this needs the build), and hands on how it ended. */
function start(argv: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = folder) {
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const late = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([stdout, stderr]) => {
      clearTimeout(late);
      return { stdout, stderr, exitCode: child.exitCode, signal: child.signalCode };
    },
  );
  return { child, ended };
}

/** Environment in which a program makes the file `mark` as soon as it has a listener for the signal. */
function markingListener(signal: Interrupting, mark: string): NodeJS.ProcessEnv {
  const code = `import { writeFileSync } from 'node:fs';
process.on('newListener', (name) => {
  if (name === '${signal}') process.nextTick(() => writeFileSync(${JSON.stringify(mark)}, ''));
});`;
  return { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}` };
}

let marks = 0;
const newMark = () => join(folder, `mark-${marks++}`);

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + DEADLINE_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error('the moment did not come');
    await pause(1);
  }
}

/** Nine stable replicas and a canary; after some requests nobody answers any more, so that a run cannot decide. */
function answering(requests: number): ReturnType<typeof fakeServer> {
  const stable = Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`));
  const answer = inTurn(...stable, replica('canary', 'b-0'));
  let asked = 0;
  return fakeServer((request, response) => {
    if (++asked <= requests) answer(request, response);
  });
}

writeFileSync(
  join(folder, 'rule.cfg'),
  `frontend shop
  mode http
  bind :80
  use_backend canary if { req.hdr(X-Canary) -m str always }
  default_backend stable
backend stable
  server a 127.0.0.1:1
backend canary
  server b 127.0.0.1:1
`,
);

const COMMANDS: readonly (readonly string[])[] = [
  ['--expect', '10%', '--json'],
  ['--expect', '10%', '--reporter', 'json'],
  ['watch', '--expect', '10%', '--json'],
  ['headers', '--arm', '=> 10%', '--json'],
  ['headers', '--config', 'rule.cfg', '--frontend', 'shop', '--json'],
  ['explain', '--haproxy-stats', '127.0.0.1:1', '--json'],
];

/** The exit code that a document gives, or each line of several. */
function exitCodes(stdout: string): number[] {
  const documents = stdout.startsWith('{\n') ? [stdout] : stdout.trimEnd().split('\n');
  return documents.map((document) => JSON.parse(document).exitCode);
}

describe('a signal while the program is loaded', () => {
  // The loader is a fake that is slow: it waits until it is told to go on.
  const slow = join(folder, 'slow-loader.mjs');
  writeFileSync(
    slow,
    `import { existsSync, writeFileSync } from 'node:fs';
export async function load(url, context, next) {
  if (url.endsWith(process.env.SLOW_MODULE)) {
    writeFileSync(process.env.REACHED, '');
    while (!existsSync(process.env.GO_ON)) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return next(url, context);
}`,
  );
  const register = `data:text/javascript,import { register } from 'node:module'; register('${pathToFileURL(slow)}');`;
  writeFileSync(join(folder, 'slow.config.mjs'), "export default { expect: '10%' };");

  test.each([
    ['the command', '/dist/cli/bin.js', ['--expect', '10%']],
    ['an options file', '/slow.config.mjs', ['--config', 'slow.config.mjs']],
  ])('%s: it ends with 130 and a verdict in JSON', async (name, module, argv) => {
    const marks = { REACHED: join(folder, `${name} reached`), GO_ON: join(folder, `${name} go on`) };
    const env = { NODE_OPTIONS: `--import ${encodeURI(register)}`, SLOW_MODULE: module, ...marks };
    await using server = await answering(0);
    const { child, ended } = start([...argv, '--json', server.url], env);
    await until(() => existsSync(marks.REACHED));
    child.kill('SIGINT');
    writeFileSync(marks.GO_ON, '');
    const run = await ended;
    expect(run).toMatchObject({ exitCode: 130, signal: null, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject({ verdict: 'undecided', interrupted: true, requests: 0 });
  });
});

test('an options file that never ends to load does not keep an interrupted command', async () => {
  const started = join(folder, 'options started');
  writeFileSync(
    join(folder, 'endless.mjs'),
    `import { writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(started)}, '');
await new Promise((resolve) => setTimeout(resolve, 1e9));`,
  );
  const { child, ended } = start(['--config', 'endless.mjs', '--json']);
  await until(() => existsSync(started));
  child.kill('SIGTERM');
  const run = await ended;
  expect(run).toMatchObject({ exitCode: 130, signal: null, stderr: '' });
  expect(JSON.parse(run.stdout)).toMatchObject({ verdict: 'undecided', interrupted: true, exitCode: 130 });
});

test('while `auto` waits for Consul: nothing is known, and this is no wrong usage', async () => {
  let asked = false;
  await using consul = await fakeServer(() => {
    asked = true;
  });
  const argv = ['--expect', 'auto', '--consul', new URL(consul.url).origin];
  const { child, ended } = start([...argv, '--json']);
  await until(() => asked);
  child.kill('SIGINT');
  const run = await ended;
  expect(run).toMatchObject({ exitCode: 130, stderr: '' });
  expect(JSON.parse(run.stdout)).toMatchObject({ verdict: 'undecided', exitCode: 130 });
});

test('while `inspect` waits for a running HAProxy: what is known is printed', async () => {
  let asked = false;
  await using haproxy = await fakeServer(() => {
    asked = true;
  });
  writeFileSync(join(folder, 'haproxy.cfg'), 'frontend f\n  bind :80\n  default_backend b\nbackend b\n');
  const { child, ended } = start(['inspect', 'haproxy.cfg', '--stats', haproxy.url, '--json']);
  await until(() => asked);
  child.kill('SIGINT');
  const run = await ended;
  expect(run).toMatchObject({ exitCode: 130, stderr: '' });
  expect(JSON.parse(run.stdout)).toHaveProperty('frontends');
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test.each(COMMANDS.map((argv) => [argv]))('%j: at the first moment at which it is caught', async (argv) => {
    await using server = await answering(0);
    const mark = newMark();
    const { child, ended } = start([...argv, server.url], markingListener(signal, mark));
    await until(() => existsSync(mark));
    child.kill(signal);
    const run = await ended;
    expect(run).toMatchObject({ exitCode: 130, signal: null, stderr: '' });
    expect([...new Set(exitCodes(run.stdout))]).toEqual([130]);
  });

  const MOMENTS = Array.from({ length: 21 }, (_, index) => 20 * index);

  test('after 0 to 400 ms, whatever it does then: 130 with JSON, or Node itself had not started', async () => {
    const outcomes: string[] = [];
    for (const [index, milliseconds] of MOMENTS.entries()) {
      const argv = COMMANDS[index % COMMANDS.length] ?? [];
      await using server = await answering([0, 5, 600][index % 3] ?? 0);
      const mark = newMark();
      const { child, ended } = start([...argv, server.url], markingListener(signal, mark));
      await pause(milliseconds);
      const caught = existsSync(mark);
      child.kill(signal);
      const run = await ended;
      const at = `${argv.join(' ')} after ${milliseconds} ms: ${JSON.stringify(run)}`;
      if (!caught && run.signal === signal) expect(run.stdout, at).toBe('');
      else {
        expect(run, at).toMatchObject({ exitCode: 130, signal: null, stderr: '' });
        expect(exitCodes(run.stdout).at(-1), at).toBe(130);
        outcomes.push(at);
      }
    }
    expect(outcomes.length, 'signals that were caught').toBeGreaterThan(5);
  });
});

test('a signal while reports are written changes neither the reports nor the exit code', async () => {
  const fifo = join(folder, 'report.fifo');
  const events = join(folder, 'events.ndjson');
  await once(spawn('mkfifo', [fifo]), 'close');
  await using server = await answering(1e6);
  const reporters = [`ndjson=${events}`, `markdown=${fifo}`].flatMap((one) => ['--reporter', one]);
  const { child, ended } = start(['--expect', '10%', '--json', ...reporters, server.url]);
  // Nobody reads the pipe yet: the command waits there with its verdict.
  await until(() => existsSync(events) && readFileSync(events, 'utf8').includes('"event":"verdict"'));
  child.kill('SIGINT');
  const markdown = spawn('cat', [fifo], { stdio: ['ignore', 'pipe', 'inherit'] });
  expect(await text(markdown.stdout)).toMatch(/^## ✔ matches/);
  const run = await ended;
  expect(run).toMatchObject({ exitCode: 0, signal: null, stderr: '' });
  expect(JSON.parse(run.stdout)).toMatchObject({ verdict: 'matches', exitCode: 0 });
});
