import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { answerPath } from '../../src/served/answers.js';
import { nothingWatched, withRun } from '../../src/served/standing.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';
import { runOn, share } from '../run-on.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));

const page = readFileSync(new URL('../../docs/watch.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```yaml\n# ([\w.-]+)[^\n]*\n([\s\S]*?)```/g)].map(
  ([, file = '', text = '']) => ({
    file,
    text,
  }),
);
const yaml = (file: string) => parse(blocks.find((one) => one.file === file)?.text ?? '');
const watched = withRun(nothingWatched(1_000), runOn({ expect: '10%' }, share(10)).verdict, 0);
const answered = (path: string) => answerPath({ method: 'GET', path }, watched, 0);

test('the page has a recipe for Prometheus, Argo Rollouts and Flagger', () => {
  expect(blocks.map(({ file }) => file)).toEqual([
    ...['prometheus.yml', 'canary-verify.rules.yml', 'analysis-template.yaml', 'canary.yaml'],
  ]);
});

test('every path of its table is answered', () => {
  const paths = [...page.matchAll(/^\| `(\/\w+)` \|/gm)].map(([, path = '']) => path);
  expect(paths).toHaveLength(5);
  for (const path of paths) expect(answered(path).status, path).not.toBe(404);
});

test('the metrics of its rules are there', () => {
  const [{ rules }] = yaml('canary-verify.rules.yml').groups;
  const metrics = (rules as { expr: string }[]).map(({ expr }) => /canary_verify_\w+/.exec(expr)?.[0] ?? '');
  expect(metrics).toHaveLength(4);
  for (const metric of metrics) expect(answered('/metrics').body).toMatch(new RegExp(`^${metric}[ {]`, 'm'));
});

test('what Argo Rollouts reads there is the word of its conditions', () => {
  const [metric] = yaml('analysis-template.yaml').spec.metrics;
  expect(metric.provider.web.jsonPath).toBe('{$.verdict}');
  const { pathname } = new URL(metric.provider.web.url);
  const { verdict } = JSON.parse(answered(pathname).body);
  expect(metric.successCondition).toBe(`result == "${verdict}"`);
});

test('the hooks of Flagger lead to the answers of that name', () => {
  const hooks = yaml('canary.yaml').webhooks as { type: string; url: string }[];
  const statuses = hooks.map(({ type, url }) => [type, answered(new URL(url).pathname).status]);
  expect(statuses).toEqual([
    ['confirm-traffic-increase', 200],
    ['rollback', 503],
  ]);
});

/** The words of a line of a shell; what is in quotation marks is one. */
const words = (line: string) =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, inQuotes, bare]) => inQuotes ?? bare ?? '');

test('its commands do what the page says', async () => {
  const lines = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, line = '']) =>
    words(line.trim()).slice(2),
  );
  expect(lines).toHaveLength(2);
  const folder = mkdtempSync(join(tmpdir(), 'watch-docs-'));
  const nine = Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`));
  await using server = await fakeServer(inTurn(...nine, replica('canary', 'b-0')));
  const start = (argv: readonly string[]) => {
    const here = argv.map((word) =>
      word === ':9464' ? ':0' : word.startsWith('http://localhost') ? server.url : word,
    );
    return spawn(process.execPath, [bin, ...here], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const [listening, changing] = lines.map(start) as [ReturnType<typeof start>, ReturnType<typeof start>];
  const closed = [listening, changing].map((child) => once(child, 'close'));
  const [said] = (await once(createInterface(listening.stderr), 'line')) as [string];
  const url = said.replace('listening on ', '');
  await vi.waitFor(async () => expect((await fetch(`${url}/go`)).status).toBe(200), {
    timeout: 60_000,
    interval: 50,
  });
  changing.stderr.resume();
  const log = join(folder, 'changes.log');
  await vi.waitFor(() => expect(readFileSync(log, 'utf8')).toBe(' -> matches\n'), {
    timeout: 60_000,
    interval: 50,
  });
  for (const child of [listening, changing]) child.kill('SIGINT');
  await Promise.all(closed);
  rmSync(folder, { recursive: true, force: true });
});
