import type { RequestListener } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/index.js';
import { MOST_MEGABYTES } from '../../bounded/limits.js';
import { runCommand } from '../../bounded/run-command.js';
import { fakeServer } from '../../fake-server.js';

const HEADER = '# pxname,svname,status,weight,act,bck,stot,lastchg,type,addr,cookie,algo,uweight,throttle';
const ROW = 'stable,stable-1,UP,100,1,0,7,60,2,10.0.0.7:8080,s1,,100,';
const BACKEND = 'stable,BACKEND,UP,100,1,0,7,60,1,,,roundrobin,100,';
const CSV = `${[HEADER, ROW, BACKEND].join('\n')}\n`;

const FIELDS = [
  '',
  'x',
  '-1',
  '1e999',
  '9'.repeat(400),
  '"',
  '""',
  '"a,b"',
  '0x10',
  '\u001b[2J',
  '__proto__',
  'a b',
];

/** Every CSV with one field replaced, missing or doubled. */
function* changedCsv(): Generator<string> {
  for (const [line, text] of [HEADER, ROW, BACKEND].entries()) {
    const fields = text.split(',');
    for (const at of fields.keys())
      for (const replaced of [...FIELDS.map((field) => [field]), [], [fields[at], fields[at]]])
        yield `${[HEADER, ROW, BACKEND]
          .map((one, index) =>
            index === line ? fields.toSpliced(at, 1, ...(replaced as string[])).join() : one,
          )
          .join('\n')}\n`;
  }
}

function expectNamed(text: string, name: string): void {
  expect(text, name).not.toMatch(/TypeError|RangeError|undefined|\[object|Cannot read|NaN|Infinity/);
}

describe('a statistics page with another field', () => {
  test('is read or named', async () => {
    let csv = CSV;
    await using haproxy = await fakeServer((_, response) => response.end(csv));
    const stats = `${new URL(haproxy.url).origin}/stats`;
    expect((await explain({ haproxyStats: [stats] })).sources.haproxy).toHaveLength(1);
    const changed = [...changedCsv()];
    expect(changed.length).toBeGreaterThan(400);
    for (csv of changed) expectNamed(JSON.stringify(await explain({ haproxyStats: [stats] })), csv);
  });

  test('that is cut short is named', async () => {
    let length = 0;
    await using haproxy = await fakeServer((_, response) => response.end(CSV.slice(0, length)));
    const haproxyStats = [`${new URL(haproxy.url).origin}/stats`];
    for (length = 0; length < CSV.length; length += 3) {
      if (CSV[length - 1] === '\n') continue;
      const { diagnosis } = await explain({ haproxyStats });
      expect(diagnosis, String(length)).toMatchObject([{ kind: 'source-unreadable' }]);
    }
  });
});

/** A piece of more than 60,000 bytes, again and again. */
const repeated = (piece: string) => piece.repeat(Math.ceil(60_000 / piece.length));

const STREAMS: Readonly<Record<string, readonly [beginning: string, piece: string]>> = {
  'servers without end': [`${HEADER}\n`, `${ROW}\n`],
  'short lines without end': ['# pxname,type\n', 'a,2\n'],
  'empty lines without end': [`${HEADER}\n`, '\n'],
  'a line without end': [`${HEADER}\n`, 'x'],
  'fields without end': [`${HEADER}\n`, ','],
  'quotes without end': [`${HEADER}\n"`, '""'],
  'names without end': ['# pxname,', 'a,'],
  'state names without end': ['# ', 'a '],
  'tables without end': ['', '# table: a, type: ip, size:1024, used:3\n'],
  'name servers without end': ['', ' nameserver a:\n'],
  'nothing after the beginning': [`${HEADER}\n`, ''],
};

/** A fake runtime socket: `show stat` is good, or the stream if that is asked for; everything else is the stream. */
function socketSaying(
  beginning: string,
  piece: string,
  all: boolean,
): Promise<{ port: number } & AsyncDisposable> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    socket.once('data', (bytes) => {
      if (!all && bytes.toString().startsWith('show stat')) return void socket.end(CSV);
      socket.write(beginning);
      const pieces = piece === '' ? '' : repeated(piece);
      const go = () => {
        while (pieces !== '' && !socket.destroyed && socket.write(pieces)) {
          // The client takes more.
        }
      };
      socket.on('drain', go);
      go();
    });
  });
  return new Promise((ready) =>
    server.listen(0, '127.0.0.1', () =>
      ready({
        port: (server.address() as { port: number }).port,
        async [Symbol.asyncDispose]() {
          for (const socket of open) socket.destroy();
          await new Promise((closed) => server.close(closed));
        },
      }),
    ),
  );
}

function pageSaying(beginning: string, piece: string): RequestListener {
  return (_, response) => {
    response.write(beginning || ' ');
    const pieces = piece === '' ? '' : repeated(piece);
    const go = () => {
      while (pieces !== '' && !response.destroyed && response.write(pieces)) {
        // The client takes more.
      }
    };
    response.on('drain', go);
    go();
  };
}

async function expectBounded(place: string): Promise<void> {
  const ran = await runCommand(['explain', '--json', '--haproxy-stats', place]);
  expectNamed(ran.stdout + ran.stderr, place);
  expect([0, 1, 2, 3]).toContain(ran.exitCode);
  expect(JSON.parse(ran.stdout)).toHaveProperty('diagnosis');
  // Seconds on a quiet machine; what is not bounded never ends.
  expect(ran.seconds).toBeLessThan(60);
  expect(ran.megabytes).toBeLessThanOrEqual(MOST_MEGABYTES);
}

describe.each(Object.entries(STREAMS))('%s', (_, [beginning, piece]) => {
  test('on the statistics page is bounded', async () => {
    await using page = await fakeServer(pageSaying(beginning, piece));
    await expectBounded(`${new URL(page.url).origin}/stats`);
  });

  test.each([{ all: true }, { all: false }])(
    'on the runtime socket is bounded (all: $all)',
    async ({ all }) => {
      await using socket = await socketSaying(beginning, piece, all);
      await expectBounded(`127.0.0.1:${socket.port}`);
    },
  );
});

test('16,000 servers are compared in time', async () => {
  const rows = Array.from({ length: 16_000 }, (_, n) =>
    ROW.replaceAll('stable-1', `s${n}`).replace('10.0.0.7', `10.0.${n >> 8}.${n & 255}`),
  );
  await using page = await fakeServer((_, response) =>
    response.end(`${HEADER}\n${rows.join('\n')}\n${BACKEND}\n`),
  );
  await expectBounded(`${new URL(page.url).origin}/stats`);
});
