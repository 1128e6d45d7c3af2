import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { fakeServer, replica } from '../fake-server.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'interrupted-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** No run that is answered takes so long; one that is not takes its minute. */
const DEADLINE_MS = 15_000;

/** Runs the command as it is installed, and sends it a signal once `reached` resolves. */
async function interrupted(
  argv: readonly string[],
  reached: Promise<unknown>,
  signal: NodeJS.Signals = 'SIGINT',
) {
  const child = spawn(process.execPath, [bin, ...argv]);
  const over = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  await Promise.race([reached, over]);
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  const [stdout, stderr] = await over;
  clearTimeout(late);
  return { stdout, stderr, exitCode: child.exitCode, signal: child.signalCode };
}

/** A moment that a server can tell of. */
function moment(): { reached: Promise<void>; tell: () => void } {
  let tell = () => {};
  const reached = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return { reached, tell };
}

/** Answers well until so many requests have come, and never again after that. */
function fallsSilentAfter(requests: number, tell: () => void): RequestListener {
  let asked = 0;
  return (request, response) => {
    if (++asked > requests) return tell();
    replica(asked % 10 === 0 ? 'canary' : 'stable', `a-${asked % 10}`)(request, response);
  };
}

const LONG = ['--max-time', '60s', '--timeout', '60s'];

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test.each([
    ['before anything answers', 0],
    ['while the routing settles', 5],
    ['while it counts', 600],
  ])('%s: what was learnt is printed, and it was not decided', async (_, requests) => {
    const { reached, tell } = moment();
    await using server = await fakeServer(fallsSilentAfter(requests, tell));
    const run = await interrupted(['--expect', '10%', ...LONG, server.url], reached, signal);
    expect(run).toMatchObject({ exitCode: 130, signal: null, stderr: '' });
    expect(run.stdout).toMatch(/^\? undecided: .*\(interrupted\)/);
  });

  test('while Consul hangs', async () => {
    const { reached, tell } = moment();
    await using consul = await fakeServer(() => tell());
    const argv = ['--expect', '10%', '--consul', new URL(consul.url).origin, '--json', ...LONG];
    const run = await interrupted(argv, reached, signal);
    expect(run).toMatchObject({ exitCode: 130, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject({ verdict: 'undecided', interrupted: true, requests: 0 });
  });
});

test('while a connection takes but never speaks TLS', async () => {
  const { reached, tell } = moment();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.once('data', tell);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const target = `https://127.0.0.1:${(server.address() as AddressInfo).port}/version`;
  const run = await interrupted(['--expect', '10%', ...LONG, target], reached);
  expect(run).toMatchObject({ exitCode: 130, stderr: '' });
  for (const socket of sockets) socket.destroy();
  server.close();
});

test('every report is written', async () => {
  const { reached, tell } = moment();
  await using server = await fakeServer(fallsSilentAfter(600, tell));
  const files = ['json', 'markdown', 'junit', 'html', 'prometheus'].map((name) => [name, join(folder, name)]);
  const reporters = files.flatMap(([name, file]) => ['--reporter', `${name}=${file}`]);
  const run = await interrupted(['--expect', '10%', ...LONG, ...reporters, server.url], reached);
  expect(run.exitCode).toBe(130);
  for (const [name, file] of files) expect(readFileSync(file as string, 'utf8'), name).toContain('undecided');
  expect(JSON.parse(readFileSync(join(folder, 'json'), 'utf8'))).toMatchObject({ exitCode: 130 });
});
