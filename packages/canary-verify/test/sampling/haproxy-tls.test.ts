import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '../../src/topology/free-port.js';
import { verify } from '../../src/verify.js';
import { certificate } from '../certificate.js';
import { type FakeServer, fakeServer } from '../fake-server.js';
import { type RunningHaproxy, runHaproxy } from '../haproxy/run-haproxy.js';

const folder = mkdtempSync(join(tmpdir(), 'haproxy-tls-'));
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const authority = certificate('Our CA', { authority: true });
const own = certificate('localhost', { names: ['localhost'], addresses: ['127.0.0.1'], by: authority });
const client = certificate('client', { by: authority });
const stranger = certificate('stranger');
const caCert = file('ca.pem', authority.cert);
const pair = ({ cert, key }: { cert: string; key: string }, name: string) => ({
  cert: file(`${name}.pem`, cert),
  key: file(`${name}-key.pem`, key),
});

/** Answers of many shapes: another one each time, in pieces, long, without a length, closing the connection. */
const answering: RequestListener = (_, response) => {
  const shape = answered++ % 7;
  const headers = { 'X-Service-Track': 'stable', 'X-Service-Instance': `a-${answered % 50}` };
  if (shape === 0) {
    response.writeHead(200, headers).write('{"a":1,');
    setImmediate(() => response.end('"b":2}'));
  } else if (shape === 1) response.writeHead(200, headers).end(JSON.stringify({ long: 'x'.repeat(40_000) }));
  else if (shape === 2) response.writeHead(200, { ...headers, Connection: 'close' }).end('{}');
  else if (shape === 3) {
    response.writeHead(200, headers).write(JSON.stringify({ long: 'x'.repeat(90_000) }));
    response.end();
  } else response.writeHead(200, headers).end(JSON.stringify({ n: shape < 6 ? answered : 0 }));
};
let answered = 0;

let service: FakeServer;
let haproxy: RunningHaproxy;
let [open, closed] = [0, 0];

beforeAll(async () => {
  service = await fakeServer(answering);
  [open, closed] = (await freePorts(2)) as [number, number];
  const pem = file('own.pem', own.cert + own.key);
  haproxy = await runHaproxy(
    folder,
    (socket) => `global
  stats socket ${socket} level admin
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend open
  bind 127.0.0.1:${open} ssl crt ${pem}
  default_backend all
frontend closed
  bind 127.0.0.1:${closed} ssl crt ${pem} ca-file ${caCert} verify required
  default_backend all
backend all
  server one ${new URL(service.url).host}
`,
  );
});
afterAll(async () => {
  await haproxy?.[Symbol.asyncDispose]();
  await service?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

describe('HTTPS through HAProxy', () => {
  test.each(['fresh', 'reuse'] as const)('with %s connections no answer fails', async (connectionMode) => {
    const verdict = await verify({
      target: `https://127.0.0.1:${open}/`,
      expect: '0%',
      leak: '0.15%',
      caCert,
      connectionMode,
      connections: 30,
    });
    expect(verdict).toMatchObject({ verdict: 'matches', failed: 0, failures: {} });
    expect(verdict.requests).toBeGreaterThan(3_000);
  });

  test('a client without the right certificate is told so', async () => {
    const target = `https://127.0.0.1:${closed}/`;
    const problems = [];
    for (const given of [{}, pair(stranger, 'stranger')]) {
      const { diagnosis } = await verify({ target, expect: '0%', caCert, ...given });
      problems.push(diagnosis);
    }
    expect(problems).toMatchObject([
      [{ kind: 'unreachable', problem: { kind: 'client-certificate', given: false } }],
      [{ kind: 'unreachable', problem: { kind: 'client-certificate', given: true } }],
    ]);
    expect((await verify({ target, expect: '0%', caCert, ...pair(client, 'client') })).verdict).toBe(
      'matches',
    );
  });
});
