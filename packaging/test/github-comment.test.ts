import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { fromRoot, run } from './run.js';

const action = parse(readFileSync(fromRoot('action.yml'), 'utf8'));
const [, step] = action.runs.steps;
const page = readFileSync(fromRoot('packages/canary-verify/docs/pipelines.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'comment-'));
const report = join(folder, 'canary-verify/report.md');
mkdirSync(join(folder, 'canary-verify'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Comment {
  id: number;
  body: string;
  user: { type: 'Bot' | 'User' };
}

interface FakeGitHub extends AsyncDisposable {
  url: string;
  comments: Comment[];
  /** What it was asked to do. */
  asked: string[];
}

/** A fake of GitHub's API as far as it has comments: it shows what is sent, and refuses as the real one does. */
async function fakeGitHub(
  comments: Comment[] = [],
  refuses?: { status: number; message: string },
): Promise<FakeGitHub> {
  const asked: string[] = [];
  const answer = async (request: IncomingMessage): Promise<{ status: number; document: unknown }> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://fake');
    asked.push(`${request.method} ${pathname}`);
    if (request.headers.authorization !== 'Bearer the-token') return { status: 401, document: {} };
    if (refuses !== undefined && request.method !== 'GET')
      return { status: refuses.status, document: refuses };
    if (pathname === '/repos/shop/site/issues/7/comments' && request.method === 'GET') {
      const [size, number] = [Number(searchParams.get('per_page')), Number(searchParams.get('page'))];
      return { status: 200, document: comments.slice((number - 1) * size, number * size) };
    }
    const { body } = (await json(request)) as { body: string };
    if (body.length > 65_536) return { status: 422, document: {} };
    if (pathname === '/repos/shop/site/issues/7/comments' && request.method === 'POST') {
      const id = 1_000 + comments.length;
      comments.push({ id, body, user: { type: 'Bot' } });
      return { status: 201, document: { html_url: `https://fake/${id}` } };
    }
    const [, id] = /^\/repos\/shop\/site\/issues\/comments\/(\d+)$/.exec(pathname) ?? [];
    const updated = comments.find((one) => String(one.id) === id);
    if (updated === undefined || request.method !== 'PATCH') return { status: 404, document: {} };
    updated.body = body;
    return { status: 200, document: { html_url: `https://fake/${id}` } };
  };
  const server = createServer((request, response) => {
    void answer(request).then(({ status, document }) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(document)),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const PULL_REQUEST = { pull_request: { number: 7, head: { sha: 'abc123' } } };

interface Run {
  name?: string;
  /** The Markdown report; null when the command gave none. */
  text?: string | null;
  event?: object;
}

/** The step of the action as GitHub's runner runs it. */
async function comment(
  github: { url: string },
  { name = 'canary', text = '## ✔ matches', event = PULL_REQUEST }: Run = {},
) {
  rmSync(report, { force: true });
  if (text !== null) writeFileSync(report, text);
  writeFileSync(join(folder, 'event.json'), JSON.stringify(event));
  const values: Record<string, string> = {
    'inputs.comment': name,
    'github.token': 'the-token',
    'steps.verify.outputs.exit-code': text === null ? '4' : '0',
  };
  const env = Object.fromEntries(
    Object.entries<string>(step.env).map(([variable, expression]) => {
      const value = values[/^\$\{\{ (.*) \}\}$/.exec(expression)?.[1] ?? ''];
      if (value === undefined) throw new Error(`${expression} is not known here`);
      return [variable, value];
    }),
  );
  return run(['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], folder, {
    ...env,
    RUNNER_TEMP: folder,
    GITHUB_ACTION_PATH: fromRoot('.'),
    GITHUB_API_URL: github.url,
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_REPOSITORY: 'shop/site',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_RUN_ID: '99',
  });
}

const bodies = ({ comments }: FakeGitHub) => comments.map(({ body }) => body);

test('the step runs when the verdict failed the job, and only if a comment is asked for', () => {
  expect(step.if).toMatch(/!cancelled\(\) && inputs\.comment != ''/);
  expect(step.run).not.toContain('$' + '{{');
});

test('a comment is written once, and updated by the next run', async () => {
  await using github = await fakeGitHub();
  expect(await comment(github)).toMatchObject({ exitCode: 0, stdout: 'the comment is https://fake/1000\n' });
  await comment(github, { text: '## ✘ differs' });
  expect(bodies(github)).toEqual([
    `<!-- canary-verify comment: canary -->\n\n## ✘ differs\n\nFor commit abc123, by [this run](https://github.com/shop/site/actions/runs/99).`,
  ]);
});

test('a run without a verdict takes an older one away', async () => {
  await using github = await fakeGitHub();
  await comment(github);
  await comment(github, { text: null });
  const [body = '', ...others] = bodies(github);
  expect(others).toEqual([]);
  expect(body).toContain('## canary-verify gave no verdict\n\nIt ended with exit code 4');
  expect(body).not.toContain('matches');
});

test('each name has a comment of its own, whatever is in it', async () => {
  await using github = await fakeGitHub();
  for (const name of ['one', 'two', 'a --> b\n<script>', 'one']) await comment(github, { name });
  expect(bodies(github).map((body) => body.split('\n')[0])).toEqual([
    '<!-- canary-verify comment: one -->',
    '<!-- canary-verify comment: two -->',
    '<!-- canary-verify comment: a%20--%3E%20b%0A%3Cscript%3E -->',
  ]);
});

test('what people write is left alone, and its own comment is found behind many', async () => {
  const marker = '<!-- canary-verify comment: canary -->';
  const people = Array.from(
    { length: 150 },
    (_, id): Comment => ({ id, body: marker, user: { type: 'User' } }),
  );
  await using github = await fakeGitHub([
    ...people,
    { id: 500, body: `${marker}\n\nold`, user: { type: 'Bot' } },
  ]);
  await comment(github);
  expect(bodies(github).slice(0, 150)).toEqual(people.map(() => marker));
  expect(github.asked.at(-1)).toBe('PATCH /repos/shop/site/issues/comments/500');
  expect(github.comments).toHaveLength(151);
});

test('a report that is longer than GitHub takes is cut, and says so', async () => {
  await using github = await fakeGitHub();
  await comment(github, { text: 'x'.repeat(200_000) });
  expect(bodies(github)[0]).toMatch(/x\n\n… and more: see the summary of the run\.\n\nFor commit/);
});

test('a run for no pull request writes none', async () => {
  await using github = await fakeGitHub();
  expect(await comment(github, { event: { ref: 'refs/heads/main' } })).toMatchObject({
    exitCode: 0,
    stdout: 'this is no run for a pull request: no comment is written\n',
  });
  expect(github.asked).toEqual([]);
});

test('without the right to comment there is a warning with the cure, and the token is in no output', async () => {
  await using github = await fakeGitHub([], {
    status: 403,
    message: 'Resource not accessible by integration',
  });
  const done = await comment(github);
  expect(done).toMatchObject({ exitCode: 0, stderr: '' });
  expect(done.stdout).toMatch(
    /^::warning title=canary-verify::no comment was written: GitHub answered 403 to POST .*pull-requests: write/,
  );
  expect(done.stdout).not.toContain('the-token');
});

test('where GitHub does not answer there is a warning', async () => {
  const done = await comment({ url: 'http://127.0.0.1:1' });
  expect(done).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^::warning .*no comment was written/),
  });
});

test('the page warns of pull_request_target, and names the right that is needed', () => {
  expect(page).toMatch(/\*\*Do not start this with `pull_request_target`\.\*\*/);
  expect(page).toContain('permissions: { pull-requests: write }');
});
