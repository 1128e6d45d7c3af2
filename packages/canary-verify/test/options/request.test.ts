import { execFileSync } from 'node:child_process';
import { constants } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveOptions } from '../../src/options/options.js';
import { findTools } from '../../src/topology/toolbox/find-tools.js';
import { verify } from '../../src/verify.js';
import { fakeServer, replica } from '../fake-server.js';

const folder = mkdtempSync(join(tmpdir(), 'request-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('method and body arrive as they were given', async () => {
  const seen = new Set<string>();
  await using server = await fakeServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.add(`${request.method} ${body}`);
    replica('canary', 'b-0')(request, response);
  });
  await verify({ target: server.url, expect: '100%', body: 'cart=1', maxRequests: 20 });
  await verify({ target: server.url, expect: '100%', method: 'put', body: 'cart=2', maxRequests: 20 });
  expect([...seen]).toEqual(['POST cart=1', 'PUT cart=2']);
});

test('another place to connect to: the request still names the target', async () => {
  const hosts = new Set<string | undefined>();
  await using server = await fakeServer((request, response) => {
    hosts.add(request.headers.host);
    replica('stable', 'a-0')(request, response);
  });
  const place = new URL(server.url).host;
  for (const connectTo of [place, `::${place}`, `shop.example:80:${place}`]) {
    const verdict = await verify({ target: 'http://shop.example/version', expect: '0%', connectTo });
    expect(verdict.verdict).toBe('matches');
  }
  expect([...hosts]).toEqual(['shop.example']);
});

test('a name resolved to given addresses, as curl has it', async () => {
  const hosts = new Set<string | undefined>();
  await using server = await fakeServer((request, response) => {
    hosts.add(request.headers.host);
    replica('stable', 'a-0')(request, response);
  });
  const { port } = new URL(server.url);
  const target = `http://shop.example:${port}/version`;
  for (const resolve of [
    [`shop.example:${port}:127.0.0.1`],
    [`other.example:${port}:192.0.2.1`, `+SHOP.example:${port}:127.0.0.1`],
    [`*:${port}:[::1],127.0.0.1`],
  ])
    expect(await verify({ target, expect: '0%', resolve })).toMatchObject({ verdict: 'matches', failed: 0 });
  expect([...hosts]).toEqual([`shop.example:${port}`]);
});

test('a place where nobody listens is named as it was given', async () => {
  const verdict = await verify({
    target: 'http://shop.example/version',
    expect: '10%',
    connectTo: '127.0.0.1:1',
  });
  expect(verdict.diagnosis).toEqual([{ kind: 'unreachable', tried: ['127.0.0.1:1'], cause: 'refused' }]);
});

test('through a socket of the file system', async () => {
  const path = join(folder, 'proxy.sock');
  const server = await listening(createHttp(replica('stable', 'a-0')), path);
  const verdict = await verify({ target: 'http://localhost/version', expect: '0%', unixSocket: path });
  expect(verdict).toMatchObject({ verdict: 'matches', failed: 0 });
  server.close();
  const gone = await verify({ target: 'http://localhost/version', expect: '0%', unixSocket: `${path}-no` });
  expect(gone.diagnosis).toMatchObject([{ kind: 'unreachable', tried: [`${path}-no`] }]);
});

describe('over TLS, with a private certificate authority', () => {
  const file = (name: string) => join(folder, name);
  const pem = (name: string) => readFileSync(file(name), 'utf8');
  let target: string;
  let server: Server;

  beforeAll(async () => {
    const { consul } = await findTools(['consul']);
    const tls = (...argv: string[]) =>
      execFileSync(consul.command, ['tls', ...argv], { cwd: folder, env: { ...process.env, ...consul.env } });
    tls('ca', 'create');
    tls('cert', 'create', '-server', '-additional-ipaddress=127.0.0.1');
    tls('cert', 'create', '-client');
    server = await listening(
      createHttps(
        {
          ca: pem('consul-agent-ca.pem'),
          cert: pem('dc1-server-consul-0.pem'),
          key: pem('dc1-server-consul-0-key.pem'),
          requestCert: true,
          rejectUnauthorized: false,
          // Node calls a resumed session authorized whether or not there was a certificate.
          maxVersion: 'TLSv1.2',
          secureOptions: constants.SSL_OP_NO_TICKET,
        },
        answering,
      ),
      0,
    );
    target = `https://localhost:${(server.address() as AddressInfo).port}/version`;
  });
  afterAll(() => server?.close());

  /** A client with a certificate reaches the canary. */
  const answering: RequestListener = (request, response) => {
    const { authorized } = request.socket as import('node:tls').TLSSocket;
    replica(authorized ? 'canary' : 'stable', authorized ? 'b-0' : 'a-0')(request, response);
  };

  test('a private CA is trusted when it is given with cacert', async () => {
    const caCert = file('consul-agent-ca.pem');
    expect(await verify({ target, expect: '0%', caCert })).toMatchObject({ verdict: 'matches', failed: 0 });
  });

  test('a private CA is not trusted by default, which is found before anything is counted', async () => {
    const verdict = await verify({ target, expect: '0%' });
    expect(verdict).toMatchObject({ verdict: 'unmeasured', requests: 0 });
    expect(verdict.diagnosis).toMatchObject([{ kind: 'unreachable', cause: 'tls' }]);
  });

  test('with `insecure` any certificate will do', async () => {
    expect((await verify({ target, expect: '0%', insecure: true })).verdict).toBe('matches');
  });

  test('the client shows its own certificate', async () => {
    const [caCert, cert, key] = [
      'consul-agent-ca.pem',
      'dc1-client-consul-0.pem',
      'dc1-client-consul-0-key.pem',
    ].map(file);
    const options = { target, expect: '100%', caCert, cert, key } as Parameters<typeof verify>[0];
    expect((await verify(options)).verdict).toBe('matches');
  });

  test('the name in the certificate must be the one in the URL, wherever the connection goes', async () => {
    const caCert = file('consul-agent-ca.pem');
    const connectTo = new URL(target).host;
    const asConsul = await verify({
      target: 'https://server.dc1.consul/version',
      expect: '0%',
      caCert,
      connectTo,
    });
    expect(asConsul.verdict).toBe('matches');
    const asOther = await verify({ target: 'https://shop.example/version', expect: '0%', caCert, connectTo });
    expect(asOther.diagnosis).toMatchObject([{ kind: 'unreachable', cause: 'tls' }]);
  });
});

describe('what cannot be used is refused before anything is sent', () => {
  const noPem = join(folder, 'notes.txt');
  beforeAll(() => writeFileSync(noPem, 'secret'));

  test.each([
    [{ method: 'FETCH' }, 'method must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS; got "FETCH"'],
    [{ method: 'GET\r\nX: y' }, 'method must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS; got'],
    [{ method: 'GET', body: 'x' }, 'body cannot be used with GET: use POST or PUT'],
    [{ cert: 'a.pem' }, 'cert must have `key` beside it'],
    [{ key: 'a.pem' }, 'key must have `cert` beside it'],
    [{ caCert: '/no/such/file' }, 'caCert must be a PEM file; cannot read "/no/such/file": ENOENT'],
    [{ caCert: noPem }, 'has no line that starts with -----BEGIN'],
    [{ connectTo: 'nowhere' }, 'connectTo must be HOST:PORT; got "nowhere"'],
    [{ connectTo: 'a:70000' }, 'connectTo must be HOST:PORT; got "a:70000"'],
    [
      { resolve: ['shop:80:127.0.0.1'] },
      `resolve must name the host and port of the URL, localhost:48151:ADDRESS; got "shop:80:127.0.0.1"`,
    ],
    [
      { resolve: ['localhost:48151:here'] },
      'resolve must be HOST:PORT:ADDRESS, for example shop:80:127.0.0.1; got',
    ],
    [{ resolve: [] }, 'resolve must name the host and port of the URL, localhost:48151:ADDRESS'],
    [{ target: '127.0.0.1:1', resolve: ['127.0.0.1:1:127.0.0.2'] }, 'for an address use `connectTo`'],
    [{ resolve: ['a:1:1.1.1.1'], connectTo: 'a:1' }, 'connectTo and `resolve` exclude each other'],
    [{ unixSocket: '\0abstract' }, 'unixSocket must be the path of a socket; got'],
    [{ connectTo: 'a:1', unixSocket: '/x' }, 'connectTo and `unixSocket` exclude each other'],
  ])('%j', (options, message) => {
    expect(() => resolveOptions({ expect: '10%', ...options })).toThrow(message);
  });

  test('the content of a PEM file is never quoted', () => {
    expect(() => resolveOptions({ expect: '10%', caCert: noPem })).not.toThrow('secret');
  });
});

function listening<Kind extends Server>(server: Kind, where: string | number): Promise<Kind> {
  return new Promise((resolve) => server.listen(where, () => resolve(server)));
}
