import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { wrapped } from '../../src/text/wrapped.js';
import { fakeServer } from '../fake-server.js';
import { serversAt } from '../servers-at.js';
import { asWithoutHaproxy } from '../without-haproxy.js';
import { inOrder } from './fake-proxy.js';
import { runtimeSocket } from './fake-runtime-socket.js';
import type { VerdictCase } from './verdict-case.js';

const bin = fileURLToPath(new URL('../../bin/canary-verify.js', import.meta.url));
const seeded = new URL('./seeded-random.mjs', import.meta.url).href;

/** What a command has printed, first on standard error, and how it ended. */
export interface Printed {
  output: string;
  exitCode: number;
}

/** Runs the command as it is installed (this needs the build), in an environment of its own. */
export async function printed(
  argv: readonly string[],
  { env = {}, cwd = process.cwd() }: { env?: NodeJS.ProcessEnv; cwd?: string },
  started: (interrupt: () => void) => void = () => {},
): Promise<Printed> {
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd,
    env: { PATH: process.env.PATH, NODE_OPTIONS: `--import ${seeded}`, ...env },
  });
  started(() => child.kill('SIGINT'));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { output: stderr + stdout, exitCode: child.exitCode ?? -1 };
}

/** Runs a case. Requests go one by one, so that the counts repeat; places and times become those of the examples. */
export async function verdictPrinted(
  { argv, proxy, addresses, consul, haproxy = [], socket = {}, files = {} }: VerdictCase,
  more: NodeJS.ProcessEnv,
): Promise<Printed> {
  let interrupt = () => {};
  const listener = proxy?.(() => interrupt());
  await using server = listener === undefined ? await nobody() : await fakeServer(inOrder(listener));
  await using agent = consul === undefined ? await nobody() : await fakeServer(consul);
  await using first = haproxy[0] === undefined ? await nobody() : await fakeServer(haproxy[0]);
  await using second = haproxy[1] === undefined ? await nobody() : await fakeServer(haproxy[1]);
  await using runtime = await runtimeSocket(socket);
  await using shop = await serversAt(...(addresses?.proxies() ?? []).map((one) => one && inOrder(one)));
  const env = {
    ...more,
    // A TCP connection to a multicast address is unreachable on every machine.
    ...(addresses !== undefined && {
      CANARY_VERIFY_RESOLVE: shop.options.resolve[0] + (addresses.ipv6 ? ',[ff0e::1]' : ''),
    }),
    CANARY_VERIFY_CONNECTIONS: '1',
    // `explain` sends requests only where it is given a URL; `inspect` prints the URL that it is given.
    ...(!['explain', 'inspect'].includes(argv[0] ?? '') && { CANARY_VERIFY_TARGET: server.url }),
    HAPROXY_BIND: `:${new URL(server.url).port}`,
  };
  const places: Record<string, string> = {
    'http://localhost:8500': new URL(agent.url).origin,
    'http://localhost:48152/stats': new URL('/stats', first.url).href,
    'http://localhost:48153/stats': new URL('/stats', second.url).href,
    'localhost:9999': runtime.host,
    'localhost:48151': new URL(server.url).host,
    'http://localhost:48151/version': server.url,
    'http://shop.example/version': shop.options.target,
  };
  const real = argv.map((word) => places[word] ?? word);
  await using cwd = await folderOf(files, server.url);
  const { output, exitCode } = await printed(real, { env, cwd: cwd.path }, (sendSignal) => {
    interrupt = sendSignal;
  });
  let shown = withFixedTimes(asWithoutHaproxy(output));
  for (const [place, at] of Object.entries(places))
    if (at.includes('://')) shown = shown.replaceAll(at, place);
  return {
    exitCode,
    output: shown
      .replace(new RegExp(`127\\.0\\.0\\.(\\d+):${shop.port}`, 'g'), '10.0.0.$1:80')
      .replaceAll(`[ff0e::1]:${shop.port}`, '[2001:db8::1]:80')
      .replaceAll(runtime.host, 'localhost:9999')
      .replaceAll(new URL(server.url).origin, 'http://localhost:48151')
      .replaceAll(new URL(server.url).host, '127.0.0.1:48151'),
  };
}

/** A folder with these files, in which the usual URL is the server's; without any, the one that the tests run in. */
async function folderOf(
  files: Readonly<Record<string, string>>,
  url: string,
): Promise<AsyncDisposable & { path: string }> {
  if (Object.keys(files).length === 0) return { path: process.cwd(), [Symbol.asyncDispose]: async () => {} };
  const path = await mkdtemp(join(tmpdir(), 'verdict-case-'));
  for (const [name, text] of Object.entries(files))
    await writeFile(join(path, name), text.replaceAll('http://localhost:48151/version', url));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A place at which nobody listens. */
async function nobody(): Promise<AsyncDisposable & { url: string }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return { url: `http://127.0.0.1:${port}/version`, [Symbol.asyncDispose]: async () => {} };
}

const EXCHANGED = 'sent 2026-11-25T04:04:09.123Z on connection 57, answered after 1.2 ms';

/** How long things took differs from run to run, and so does what is concluded from it. */
function withFixedTimes(output: string): string {
  return output
    .replace(/^( {2}requests .* in )[\d.]+ s/gm, '$10.8 s')
    .replace(/^(. routed: .* \()[\d.]+ s/gm, '$10.3 s')
    .replace(/^\d\d:\d\d:\d\d {2}/gm, '04:04:09  ')
    .replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/gm, '2026-11-25T04:04:09Z')
    .replace(/sent \S+Z on connection \d+, answered after [\d.]+ ms/g, EXCHANGED)
    .replace(/^( +< date: ).*$/gm, '$1Wed, 25 Nov 2026 04:04:09 GMT')
    .replace(/^(. not routed after )[\d.]+ s/gm, '$11.0 s')
    .replace(/( not as it should be after )[\d.]+ s/g, '$11.0 s')
    .replace(/waited for [\d.]+\s+s\b/g, 'waited for 2.0 s')
    .replace(/^ {2}latency {4}.*$(?:\n {13}\S.*$)*/gm, fixedLatency);
}

/** A row with other times, and with the answer that most runs have. */
function fixedLatency(row: string): string {
  const [, stable, canary] =
    /latency +(.+?) [\d.,]+ \/ [\d.,]+, (.+?) [\d.,]+ \/ /.exec(row.replace(/\s+/g, ' ')) ?? [];
  const words =
    `latency    ${stable} 1.2 / 3.4, ${canary} 1.3 / 3.5 ms (p50 / p99): ` +
    'no big difference (slow less than 4 times as often, 99 % sure)';
  return wrapped(words, '  ', ' '.repeat(13));
}
