import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { explain } from '../../../src/explain/explain.js';
import { followTraffic } from '../../../src/follow/follow-traffic.js';
import type { TrafficFigures } from '../../../src/follow/traffic-figures.js';
import { readHaproxyConfig } from '../../../src/haproxy/configuration/read-configuration.js';
import { inspect } from '../../../src/haproxy/inspect/inspect.js';
import { type ProcessAnswer, readProcess } from '../../../src/haproxy/runtime/read-process.js';
import { freePorts } from '../../../src/topology/free-port.js';
import { findTools } from '../../../src/topology/toolbox/find-tools.js';
import { type FakeServer, fakeServer, replica } from '../../fake-server.js';

let stable: FakeServer;
let canary: FakeServer;
beforeAll(async () => {
  stable = await fakeServer(replica('stable', 'stable-1'));
  canary = await fakeServer(replica('canary', 'canary-1'));
});
afterAll(async () => {
  await stable[Symbol.asyncDispose]();
  await canary[Symbol.asyncDispose]();
});

const folder = mkdtempSync(join(tmpdir(), 'reload-'));
const [file, socket] = [join(folder, 'haproxy.cfg'), join(folder, 'run.sock')];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Written {
  door: number;
  page: number;
  /** The address of the canary, and its weight of a hundred. */
  canary: string;
  weight: number;
}

function write({ door, page, canary, weight }: Written): string {
  const text = `global
  stats socket ${socket} mode 600 level operator
  hard-stop-after 20s
defaults
  mode http
  timeout connect 200ms
  timeout client 20s
  timeout server 20s
  retries 1
  option redispatch 1
frontend shop
  bind 127.0.0.1:${door}
  default_backend app
frontend figures
  bind 127.0.0.1:${page}
  stats enable
  stats uri /
  stats show-legends
backend app
  balance roundrobin
  server stable-1 ${new URL(stable.url).host} weight ${100 - weight}
  server canary-1 ${canary} weight ${weight}
`;
  writeFileSync(file, text);
  return text;
}

/** A master with its worker (`-W`), as distributions run it. */
let master: ChildProcess | null = null;
afterEach(async () => {
  if (master === null || master.exitCode !== null) return;
  const closed = once(master, 'close');
  master.kill('SIGTERM');
  await closed;
  master = null;
});

async function startMaster(): Promise<ChildProcess> {
  const { haproxy } = await findTools(['haproxy']);
  master = spawn(haproxy.command, ['-W', '-db', '-f', file], { env: haproxy.env, stdio: 'ignore' });
  await expect.poll(worker, { timeout: 10_000 }).not.toBeNull();
  return master;
}

/** Loads the file anew, and waits for the next worker. */
async function reload(running: ChildProcess): Promise<void> {
  const before = await worker();
  running.kill('SIGUSR2');
  const isNext = async () => {
    const now = await worker();
    return now !== null && now !== before;
  };
  await expect.poll(isNext, { timeout: 10_000 }).toBe(true);
}

function read(): Promise<ProcessAnswer> {
  return readProcess({ kind: 'socket', connect: { path: socket } }, new AbortController().signal);
}

async function worker(): Promise<number | null> {
  const answer = await read();
  return 'process' in answer ? answer.process.pid : null;
}

/** A connection that keeps the old worker alive: its request is under way. */
async function stayWith(door: number): Promise<Socket> {
  const held = connect(door, '127.0.0.1');
  await once(held, 'connect');
  held.write('POST /version HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12');
  return held;
}

describe('HAProxy is loaded anew', () => {
  test('explain goes by the counters of the new worker, from the socket and from the page', async () => {
    const [door = 0, page = 0, closed = 0] = await freePorts(3);
    write({ door, page, canary: `127.0.0.1:${closed}`, weight: 50 });
    const running = await startMaster();
    const held = await stayWith(door);
    try {
      const target = `http://127.0.0.1:${door}/version`;
      const sources = [socket, `http://127.0.0.1:${page}/`];
      const ask = async (haproxyStats: string) => {
        const { instances, diagnosis } = await explain({
          target,
          haproxyStats: [haproxyStats],
          maxRequests: 40,
        });
        const slots = instances.flatMap((one) => one.haproxy).filter(({ slot }) => slot === 'canary-1');
        return { slots, kinds: diagnosis.map(({ kind }) => kind) };
      };
      for (const source of sources) {
        const { slots, kinds } = await ask(source);
        expect(slots).toEqual([
          expect.objectContaining({ answered: 0, sentOn: expect.toSatisfy((n) => n > 5) }),
        ]);
        expect(kinds).toContain('sent-on');
      }
      write({ door, page, canary: new URL(canary.url).host, weight: 50 });
      await reload(running);
      for (const [index, source] of sources.entries()) {
        const { slots, kinds } = await ask(source);
        // About twenty each time, and none of what the worker before it had counted.
        const answered = expect.toSatisfy((count) => Math.abs(count - 20 * (index + 1)) <= 5);
        expect(slots).toEqual([expect.objectContaining({ answered, sentOn: 0, retried: 0 })]);
        expect(kinds).not.toContain('sent-on');
      }
    } finally {
      held.destroy();
    }
  }, 60_000);

  test('inspect with a running HAProxy shows the weights of the new worker', async () => {
    const [door = 0, page = 0] = await freePorts(2);
    const weightNow = async (text: string) => {
      const config = readHaproxyConfig([{ file, text }], {}, '2.6.12');
      const { running } = inspect({ config, files: [file], processes: [await read()] });
      const servers = running[0]?.backends.find(({ name }) => name === 'app')?.servers ?? [];
      return servers.map(({ name, weight }) => [name, weight]);
    };
    const old = write({ door, page, canary: new URL(canary.url).host, weight: 10 });
    const running = await startMaster();
    expect(await weightNow(old)).toEqual([
      ['stable-1', 90],
      ['canary-1', 10],
    ]);
    write({ door, page, canary: new URL(canary.url).host, weight: 40 });
    await reload(running);
    // The file that inspect has read is the old one.
    expect(await weightNow(old)).toEqual([
      ['stable-1', 60],
      ['canary-1', 40],
    ]);
  }, 60_000);

  test('the figures of each second go on through reloads, without a failure', async () => {
    const [door = 0, page = 0] = await freePorts(2);
    write({ door, page, canary: new URL(canary.url).host, weight: 50 });
    const running = await startMaster();
    const seen: TrafficFigures[] = [];
    for await (const figures of followTraffic({ target: `http://127.0.0.1:${door}/version`, rate: 200 })) {
      seen.push(figures);
      if (seen.length === 4) break;
      await reload(running);
    }
    expect(seen.map(({ failed }) => failed)).toEqual([0, 0, 0, 0]);
    for (const { requests } of seen) expect(requests).toBeGreaterThan(50);
  }, 60_000);
});

/** A fake runtime socket, whose processes answer in an order that no real one keeps to: for each `show info` the next of these. */
async function fakeSocket(pids: readonly number[]): Promise<{ path: string } & AsyncDisposable> {
  const path = join(folder, 'fake.sock');
  let asked = 0;
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    connection.once('data', (bytes) => {
      const pid = String(bytes).startsWith('show info')
        ? pids[Math.min(asked++, pids.length - 1)]
        : pids[asked - 1];
      const row = `app,canary-1,${pid},2,${pid}`;
      connection.end(
        String(bytes).startsWith('show info')
          ? `Version: 3.0.11\nPid: ${pid}\n`
          : String(bytes).startsWith('show stat')
            ? `# pxname,svname,stot,type,weight\n${row}\n`
            : '\n',
      );
    });
  });
  await new Promise<void>((listening) => server.listen(path, listening));
  return { path, [Symbol.asyncDispose]: () => new Promise((closed) => server.close(() => closed())) };
}

describe('another process answers the second half of a question', () => {
  const ask = (path: string) =>
    readProcess({ kind: 'socket', connect: { path } }, new AbortController().signal);

  test('the figures are those of the process that is there at the end', async () => {
    await using fake = await fakeSocket([7, 8]);
    const answer = await ask(fake.path);
    expect(answer).toMatchObject({ process: { pid: 8, servers: [{ name: 'canary-1', sessions: 8 }] } });
  });

  test('processes that take turns are no single HAProxy', async () => {
    await using fake = await fakeSocket([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await ask(fake.path)).toMatchObject({ failure: 'several processes answer there in turn' });
  });
});
