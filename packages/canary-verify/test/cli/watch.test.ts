import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { expect, test, vi } from 'vitest';
import type { Verdict } from '../../src/verdict/verdict.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';

const path = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));

const tenPercent = () =>
  inTurn(
    ...Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`)),
    replica('canary', 'b-0'),
  );

/** The command as it is installed: this needs the build. */
function watch(...words: string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [path('bin/canary-verify.js'), 'watch', '--pause', '10ms', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('decides again and again, each time from fresh counts, and ends with a summary on Ctrl-C', async () => {
  await using server = await fakeServer(tenPercent());
  const child = watch('--expect', '10%', server.url);
  const closed = once(child, 'close');
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (lines.length === 3) child.kill('SIGINT');
  }
  await closed;
  expect(child.exitCode).toBe(130);
  const decided = lines.filter((line) => line.includes('✔ matches     '));
  expect(decided.length).toBeGreaterThanOrEqual(3);
  for (const line of decided)
    expect(line).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ✔ matches .* % \(.* % to .* %\) +\d(,\d{3})* requests$/,
    );
  expect(lines.at(-1)).toBe(`${decided.length} decisions  ${decided.length} ✔ matches`);
});

test('--until-differs goes on while the share is right and ends with 1 when it is not any more', async () => {
  const right = tenPercent();
  const wrong = replica('stable', 'a-0');
  let requests = 0;
  await using server = await fakeServer((request, response) =>
    (requests++ < 4_000 ? right : wrong)(request, response),
  );
  const child = watch('--expect', '10%', '--until-differs', '--json', server.url);
  const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const verdicts = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Verdict);
  expect(verdicts[0]?.verdict).toBe('matches');
  expect(verdicts.map(({ verdict }) => verdict).indexOf('differs')).toBe(verdicts.length - 1);
  expect(child.exitCode).toBe(1);
  const schema = JSON.parse(readFileSync(path('verdict.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
  for (const verdict of verdicts) expect(validate(verdict), JSON.stringify(validate.errors)).toBe(true);
});

/** Nine of ten responses name 1.0.0 and the tenth 1.1.0, until so many requests have come; then only 1.0.0 answers. */
function dyingCanary(after: number): RequestListener {
  let requests = 0;
  return (_, response) => {
    const version = requests < after && requests % 10 === 9 ? '1.1.0' : '1.0.0';
    requests++;
    response.end(JSON.stringify({ version }));
  };
}

test('--until-differs ends when the canary that it has seen is gone, and names it', async () => {
  await using server = await fakeServer(dyingCanary(4_000));
  const child = watch('--expect', '10%', '--until-differs', server.url);
  const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toContain('✔ matches');
  expect(lines.at(-1)).toMatch(/✘ differs .*No response came from the canary, 1\.1\.0\./);
  expect(child.exitCode).toBe(1);
});

test('goes on when nobody answers, and stops when nobody reads any more', async () => {
  const child = watch('--expect', '10%', 'http://127.0.0.1:1/version');
  const errors = text(child.stderr);
  const closed = once(child, 'close');
  let lines = 0;
  for await (const line of createInterface(child.stdout)) {
    expect(line).toContain('! unmeasured  0 requests  No answer from 127.0.0.1:1');
    if (++lines === 2) break;
  }
  child.stdout.destroy();
  await closed;
  expect(child.exitCode).toBe(130);
  expect(await errors).toBe('');
});

test('refuses a pause that is no time before anything is sent', async () => {
  let requests = 0;
  await using server = await fakeServer((_, response) => {
    requests++;
    response.end();
  });
  const child = watch('--expect', '10%', '--pause', 'soon', server.url);
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect(stderr).toContain('--pause must be a time, for example 500ms, 30s or 2m; got "soon"');
  expect(child.exitCode).toBe(4);
  expect(requests).toBe(0);
});

test('--listen answers what the runs say, and --on-change tells a command', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'watch-'));
  const right = tenPercent();
  const wrong = replica('stable', 'a-0');
  let isRight = true;
  await using server = await fakeServer((request, response) => (isRight ? right : wrong)(request, response));
  const told = join(folder, 'told.txt');
  const onChange = `echo "$CANARY_VERIFY_BEFORE>$CANARY_VERIFY_VERDICT" >> ${told}`;
  const child = watch('--expect', '10%', '--listen', ':0', '--on-change', onChange, server.url);
  const closed = once(child, 'close');
  child.stdout.resume();
  const [line] = (await once(createInterface(child.stderr), 'line')) as [string];
  const [, url = ''] = /^listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line) ?? [];
  const status = async (path: string) => (await fetch(url + path)).status;
  await vi.waitFor(async () => expect(await status('/go')).toBe(200), { timeout: 60_000, interval: 50 });
  expect(await status('/rollback')).toBe(503);
  expect(await (await fetch(`${url}/metrics`)).text()).toContain(
    'canary_verify_runs_total{verdict="matches"}',
  );
  isRight = false;
  await vi.waitFor(async () => expect(await status('/rollback')).toBe(200), {
    timeout: 60_000,
    interval: 50,
  });
  expect(await status('/go')).toBe(503);
  await vi.waitFor(() => expect(readFileSync(told, 'utf8')).toBe('>matches\nmatches>differs\n'), {
    timeout: 60_000,
    interval: 50,
  });
  child.kill('SIGINT');
  await closed;
  expect(child.exitCode).toBe(130);
  rmSync(folder, { recursive: true, force: true });
});
