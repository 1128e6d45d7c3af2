import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explain } from '../../../src/explain/explain.js';
import { followTraffic } from '../../../src/follow/follow-traffic.js';
import type { TrafficFigures } from '../../../src/follow/traffic-figures.js';
import { readHaproxyConfig } from '../../../src/haproxy/configuration/read-configuration.js';
import { inspect } from '../../../src/haproxy/inspect/inspect.js';
import { readProcess } from '../../../src/haproxy/runtime/read-process.js';
import { freePorts } from '../../../src/topology/free-port.js';
import { type FakeServer, fakeServer, replica } from '../../fake-server.js';
import { type HaproxyMaster, haproxyMaster } from './haproxy-master.js';

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

interface Written {
  door: number;
  page: number;
  /** The address of the canary, and its weight of a hundred. */
  canary: string;
  weight: number;
}

function write(master: HaproxyMaster, { door, page, canary, weight }: Written): string {
  const text = `global
  stats socket ${master.socket} mode 600 level operator
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
  master.write(text);
  return text;
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
    await using master = haproxyMaster();
    write(master, { door, page, canary: `127.0.0.1:${closed}`, weight: 50 });
    await master.start();
    const held = await stayWith(door);
    try {
      const target = `http://127.0.0.1:${door}/version`;
      const sources = [master.socket, `http://127.0.0.1:${page}/`];
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
      write(master, { door, page, canary: new URL(canary.url).host, weight: 50 });
      await master.reload();
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
  });

  test('inspect with a running HAProxy shows the weights of the new worker', async () => {
    const [door = 0, page = 0] = await freePorts(2);
    await using master = haproxyMaster();
    const weightNow = async (text: string) => {
      const config = readHaproxyConfig([{ file: master.file, text }], {}, '2.6.12');
      const { running } = inspect({ config, files: [master.file], processes: [await master.read()] });
      const servers = running[0]?.backends.find(({ name }) => name === 'app')?.servers ?? [];
      return servers.map(({ name, weight }) => [name, weight]);
    };
    const old = write(master, { door, page, canary: new URL(canary.url).host, weight: 10 });
    await master.start();
    expect(await weightNow(old)).toEqual([
      ['stable-1', 90],
      ['canary-1', 10],
    ]);
    write(master, { door, page, canary: new URL(canary.url).host, weight: 40 });
    await master.reload();
    // The file that inspect has read is the old one.
    expect(await weightNow(old)).toEqual([
      ['stable-1', 60],
      ['canary-1', 40],
    ]);
  });

  test('the figures of each second go on through reloads, without a failure', async () => {
    const [door = 0, page = 0] = await freePorts(2);
    await using master = haproxyMaster();
    write(master, { door, page, canary: new URL(canary.url).host, weight: 50 });
    await master.start();
    const seen: TrafficFigures[] = [];
    for await (const figures of followTraffic({ target: `http://127.0.0.1:${door}/version`, rate: 200 })) {
      seen.push(figures);
      if (seen.length === 4) break;
      await master.reload();
    }
    expect(seen.map(({ failed }) => failed)).toEqual([0, 0, 0, 0]);
    for (const { requests } of seen) expect(requests).toBeGreaterThan(50);
  });
});

/** A fake runtime socket, whose processes answer in an order that no real one keeps to: for each `show info` the next of these. */
async function fakeSocket(pids: readonly number[]): Promise<{ path: string } & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'fake-socket-'));
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
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await new Promise((closed) => server.close(closed));
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
