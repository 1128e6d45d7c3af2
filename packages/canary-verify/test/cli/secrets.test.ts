import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { fakeServer, inTurn, replica } from '../fake-server.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SECRET = 's3cr3t-0f-Ada';
/** One that the server gives to its client. */
const OTHER_SECRET = 'b4sk3t-0f-Bob';
const key = join(folder, 'key.pem');
writeFileSync(key, `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n`);

async function run(argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [bin, ...argv], { env: { ...process.env, ...env } });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { printed: stdout + stderr, exitCode: child.exitCode };
}

const QUERY = `?token=${SECRET}&api_key=${SECRET}&next=http%3A%2F%2Fx%3Fkey%3D${SECRET}`;
const NAMES = ['text', 'json', 'markdown', 'junit', 'html', 'prometheus'];

/** Sends secrets in every place that can carry one, and returns all that is printed and written. */
async function everything(argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const reports = mkdtempSync(join(folder, 'reports-'));
  const files = NAMES.flatMap((name) => ['--reporter', `${name}=${join(reports, name)}`]);
  const headers = [`Authorization: Bearer ${SECRET}`, `Cookie: session=${SECRET}`, `X-Api-Key: ${SECRET}`];
  const { printed, exitCode } = await run(
    [
      '--expect',
      '50%',
      '-n',
      '200',
      ...argv,
      ...headers.flatMap((header) => ['-H', header]),
      '--reporter',
      'github',
      ...files,
    ],
    { CONSUL_HTTP_TOKEN: SECRET, GITHUB_STEP_SUMMARY: join(reports, 'summary.md'), ...env },
  );
  const written = readdirSync(reports).map(
    (name) => [name, readFileSync(join(reports, name), 'utf8')] as const,
  );
  expect(written.map(([name]) => name)).toEqual([...NAMES, 'summary.md'].sort());
  return { exitCode, texts: [['printed', printed] as const, ...written] };
}

function expectSecret({ texts }: Awaited<ReturnType<typeof everything>>): void {
  for (const [name, text] of texts) expect(text, name).not.toContain(SECRET);
}

test('a run is reported without them, though the server got them all', async () => {
  let seen = 0;
  const answer = inTurn(replica('stable', 'a-0'), replica('canary', 'b-0'));
  await using server = await fakeServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { authorization, cookie } = request.headers;
    if ([authorization, cookie, request.url, body].every((part) => part?.includes(SECRET))) seen++;
    answer(request, response);
  });
  const all = await everything(['--body', `password=${SECRET}`, server.url + QUERY]);
  expectSecret(all);
  expect(all.exitCode).not.toBe(4);
  expect(seen).toBeGreaterThan(200);
  expect(Object.fromEntries(all.texts).json).toContain('token=***');
});

test('a server that gives back all that it got is reported without them', async () => {
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { authorization = '', cookie = '', 'x-api-key': key = '' } = request.headers;
    const echo = JSON.stringify({ url: request.url, authorization, cookie, key, all: [`>${SECRET}<`] });
    response.writeHead(200, {
      'X-Service-Track': 'canary',
      'X-Service-Version': `1.0-${SECRET}`,
      'X-Service-Instance': `b-${encodeURIComponent(SECRET)}`,
      'X-Echo': `${authorization} ${cookie}`,
      'X-Encoded': btoa(SECRET),
      'Set-Cookie': `basket=${OTHER_SECRET}`,
      'X-Basket': OTHER_SECRET,
    });
    response.end(`${echo} ${SECRET.toUpperCase()} ${OTHER_SECRET}`);
  };
  await using server = await fakeServer(answer);
  const all = await everything(['--expect', '0%', '--body', `{"pin":"${SECRET}"}`, server.url + QUERY]);
  expectSecret(all);
  for (const [name, text] of all.texts) {
    expect(text, name).not.toContain(OTHER_SECRET);
    expect(text.toLowerCase(), name).not.toContain(SECRET.toLowerCase());
    expect(text, name).not.toContain(btoa(SECRET));
  }
  expect(all.exitCode).toBe(1);
});

test('a redirect is named without them', async () => {
  await using server = await fakeServer((_, response) =>
    response.writeHead(302, { Location: `http://u:${SECRET}@sso.example/${QUERY}` }).end(),
  );
  const named = await everything([server.url]);
  expectSecret(named);
  expect(Object.fromEntries(named.texts).text).toMatch(
    /\(302\) to\s+http:\/\/\*\*\*@sso\.example\/\?token=\*\*\*&/,
  );
});

test.each([403, 307])('Consul that answers %i gets its token, and nobody else', async (status) => {
  const tokens: unknown[] = [];
  await using thief = await fakeServer((request, response) => {
    tokens.push('stolen', request.headers['x-consul-token']);
    response.end('[]');
  });
  await using consul = await fakeServer((request, response) => {
    tokens.push(request.headers['x-consul-token']);
    response.writeHead(status, { Location: thief.url }).end();
  });
  const all = await everything(['--consul', new URL(consul.url).origin]);
  expectSecret(all);
  expect(all.exitCode).toBe(3);
  expect(new Set(tokens)).toEqual(new Set([SECRET]));
});

test.each<[argv: string[], env?: NodeJS.ProcessEnv]>([
  [[`http://user:${SECRET}@shop/`]],
  [[`http://user:${SECRET}@shop:99999/`]],
  [[`http://user:a/${SECRET}@shop/`]],
  [[`user:${SECRET}@shop`]],
  [['-H', `Authorization Bearer ${SECRET}`]],
  [['-H', SECRET]],
  [['-H', `${SECRET} ${SECRET}: x`]],
  [['-H', `X-A: ${SECRET}\n`]],
  [['-H', `Content-Length: ${SECRET}`]],
  [['-H', 'Authorization:', 'Bearer', SECRET]],
  [[`--Authorization: Bearer ${SECRET}`]],
  [['--body', SECRET, '-m', 'GET']],
  [['--body', SECRET, '-L']],
  [['--key', `-----BEGIN PRIVATE KEY-----\n${SECRET}`, '--cert', key]],
  [['--key', key, '--cert', key]],
  [['--consul', `http://u:${SECRET}@consul`]],
  [['--consul', `http://:${SECRET}@consul`]],
  [['--consul', 'consul'], { CONSUL_HTTP_TOKEN: `${SECRET}\nx` }],
  [['--path', `v?token=${SECRET}`]],
  [['--connect-to', `u:${SECRET}@shop:80`]],
  [['--resolve', `u:${SECRET}@shop:80`]],
  [['--connections', `token=${SECRET}`]],
  [['--reporter', `password=${SECRET}`]],
  [[], { CANARY_VERIFY_HEADER: `Authorization Bearer ${SECRET}` }],
  [[], { CANARY_VERIFY_TARGET: `http://u:${SECRET}@shop` }],
  [[], { CANARY_VERIFY_DECIDE: `token=${SECRET}` }],
])('%j %j is refused without quoting it', async (argv, env) => {
  const { printed, exitCode } = await run(['--expect', '10%', ...argv], env);
  expect({ exitCode, printed }).toEqual({ exitCode: 4, printed: expect.stringContaining('canary-verify: ') });
  expect(printed).not.toContain(SECRET);
});
