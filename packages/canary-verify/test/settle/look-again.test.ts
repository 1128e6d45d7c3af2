import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { afterAll, describe, expect, test } from 'vitest';
import type { VerifyOptions } from '../../src/options/options.js';
import { diagnosisText } from '../../src/reporters/words/diagnosis-text.js';
import { unusedProxy } from '../../src/settle/unused-proxy.js';
import type { Diagnosis } from '../../src/verdict/diagnosis.js';
import { verify } from '../../src/verify.js';
import { certificate } from '../certificate.js';
import { fakeServer, replica } from '../fake-server.js';

const folder = mkdtempSync(join(tmpdir(), 'look-again-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const DAY_MS = 86_400_000;
const authority = certificate('Our CA', { authority: true });
const caCert = file('ca.pem', authority.cert);
const HERE = { names: ['localhost'], addresses: ['127.0.0.1'], by: authority };
const good = certificate('localhost', HERE);
const client = certificate('client', { by: authority });

async function listening(server: Server): Promise<{ port: number } & AsyncDisposable> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
      if ('closeAllConnections' in server)
        (server as unknown as { closeAllConnections(): void }).closeAllConnections();
    },
  };
}

const https = (tls: TlsOptions) => listening(createHttps(tls, replica('stable', 'a')));

async function unreachableOf(options: VerifyOptions): Promise<Extract<Diagnosis, { kind: 'unreachable' }>> {
  const { diagnosis, requests } = await verify({ expect: '0%', ...options });
  expect(requests).toBe(0);
  expect(diagnosis).toMatchObject([{ kind: 'unreachable' }]);
  return diagnosis[0] as Extract<Diagnosis, { kind: 'unreachable' }>;
}

/** The problem, and the words for it. */
async function problemOf(options: VerifyOptions) {
  const unreachable = await unreachableOf(options);
  return { problem: unreachable.problem, ...diagnosisText(unreachable) };
}

describe('a certificate', () => {
  test.each([
    {
      name: 'that is self-signed',
      own: certificate('localhost', { addresses: ['127.0.0.1'] }),
      problem: { kind: 'untrusted', selfSigned: true, issuer: 'localhost' },
      says: 'its certificate is self-signed',
      next: '--cacert FILE; or accept any certificate: --insecure',
    },
    {
      name: 'of an unknown authority',
      own: good,
      problem: { kind: 'untrusted', selfSigned: false, issuer: 'Our CA' },
      says: 'signed by the authority Our CA',
      next: '--cacert FILE',
    },
    {
      name: 'for another name',
      own: certificate('shop', { names: ['shop.example', 'www.shop.example'], by: authority }),
      options: { caCert },
      problem: { kind: 'wrong-name', asked: '127.0.0.1', names: ['shop.example', 'www.shop.example'] },
      says: 'is for shop.example, www.shop.example, not for 127.0.0.1',
      next: '--connect-to HOST:PORT or --resolve',
    },
    {
      name: 'that has ended',
      own: certificate('localhost', {
        ...HERE,
        from: new Date(Date.now() - 9 * DAY_MS),
        to: new Date(Date.now() - DAY_MS),
      }),
      options: { caCert },
      problem: { kind: 'expired', time: expect.stringMatching(/GMT$/) },
      says: 'was valid until',
      next: '--insecure',
    },
    {
      name: 'that has not begun',
      own: certificate('localhost', {
        ...HERE,
        from: new Date(Date.now() + 2 * DAY_MS),
        to: new Date(Date.now() + 9 * DAY_MS),
      }),
      options: { caCert },
      problem: { kind: 'not-yet-valid', time: expect.stringMatching(/GMT$/) },
      says: 'is valid from',
      next: '--insecure',
    },
  ])('$name is named', async ({ own, options = {}, problem, says, next }) => {
    await using server = await https(own);
    const target = `https://127.0.0.1:${server.port}/`;
    const found = await problemOf({ target, ...options });
    expect(found).toEqual({
      problem,
      says: expect.stringContaining(says),
      next: expect.stringContaining(next),
    });
    expect((await verify({ target, expect: '0%', insecure: true })).verdict).toBe('matches');
  });
});

describe('a server that wants a certificate of its client', () => {
  const wanting = { ...good, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
  const pair = ({ cert, key }: { cert: string; key: string }, name: string) => ({
    cert: file(`${name}.pem`, cert),
    key: file(`${name}-key.pem`, key),
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('is named, with %s', async (version) => {
    await using server = await https({ ...wanting, minVersion: version, maxVersion: version });
    const target = `https://127.0.0.1:${server.port}/`;
    expect((await verify({ target, expect: '0%', caCert, ...pair(client, 'client') })).verdict).toBe(
      'matches',
    );
    const { problem } = await problemOf({ target, caCert });
    expect(problem).toEqual({ kind: 'client-certificate', given: false });
  });
});

test('a port that speaks HTTP is named, with the scheme', async () => {
  await using server = await listening(createHttp(replica('stable', 'a')));
  expect(await problemOf({ target: `https://127.0.0.1:${server.port}/` })).toEqual({
    problem: { kind: 'not-tls', speaksHttp: true },
    says: `No answer from 127.0.0.1:${server.port}: the port speaks HTTP without TLS.`,
    next: 'Use http:// instead of https:// in the URL.',
  });
});

test('a port that speaks neither is named', async () => {
  await using server = await listening(
    createTcp((socket) => void socket.on('error', () => {}).write('SSH-2.0-x\r\n'.repeat(9))),
  );
  const { problem } = await problemOf({ target: `https://127.0.0.1:${server.port}/` });
  expect(problem).toEqual({ kind: 'not-tls', speaksHttp: false });
});

test('no version of TLS in common is named', async () => {
  await using server = await https({
    ...good,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  });
  const { problem } = await problemOf({ target: `https://127.0.0.1:${server.port}/`, caCert });
  expect(problem).toMatchObject({ kind: 'no-common-protocol' });
});

test('no cipher in common is named', async () => {
  await using server = await https({
    ...good,
    maxVersion: 'TLSv1.2',
    ciphers: 'AES128-GCM-SHA256',
  });
  const { problem } = await problemOf({ target: `https://127.0.0.1:${server.port}/`, caCert });
  expect(problem).toMatchObject({ kind: 'no-common-protocol' });
});

test('http:// to a port that speaks TLS is named', async () => {
  await using server = await https(good);
  const { problem, next } = await problemOf({ target: `http://127.0.0.1:${server.port}/` });
  expect(problem).toEqual({ kind: 'speaks-tls' });
  expect(next).toContain('https://');
});

test.each([
  ['nginx', '<center>The plain HTTP request was sent to HTTPS port</center>'],
  ['Go', 'Client sent an HTTP request to an HTTPS server.\n'],
  ['Apache', "Reason: You're speaking plain HTTP to an SSL-enabled server port."],
])('%s says so in words', async (_, body) => {
  await using server = await fakeServer((_, response) => response.writeHead(400).end(body));
  expect((await problemOf({ target: server.url })).problem).toEqual({ kind: 'speaks-tls' });
});

describe('HTTP/2', () => {
  test('a server that speaks nothing else is named', async () => {
    await using server = await listening(createHttp2());
    const { problem, next } = await problemOf({ target: `http://127.0.0.1:${server.port}/` });
    expect(problem).toEqual({ kind: 'speaks-http2' });
    expect(next).toContain('--http2');
  });

  test('a server that does not speak it is named', async () => {
    await using server = await listening(createHttp(replica('stable', 'a')));
    const { problem } = await problemOf({ target: `http://127.0.0.1:${server.port}/`, http2: true });
    expect(problem).toEqual({ kind: 'no-http2' });
  });
});

describe('a proxy that the environment names', () => {
  const url = (text: string) => new URL(text);

  test.each([
    ['http://shop.example/', { HTTP_PROXY: 'http://u:p@proxy' }, 'HTTP_PROXY'],
    ['http://shop.example/', { https_proxy: 'x' }, null],
    ['https://shop.example/', { https_proxy: 'x' }, 'https_proxy'],
    ['https://shop.example/', { all_proxy: 'x' }, 'all_proxy'],
    ['http://shop.example/', { HTTP_PROXY: '' }, null],
    ['http://shop.example/', { HTTP_PROXY: 'x', NO_PROXY: 'localhost, .example' }, null],
    ['http://shop.example/', { HTTP_PROXY: 'x', no_proxy: '*' }, null],
    ['http://shop.example/', { HTTP_PROXY: 'x', NO_PROXY: 'op.example' }, 'HTTP_PROXY'],
  ])('for %s with %j is %s', (target, env, name) => expect(unusedProxy(url(target), env)).toBe(name));

  test('is said where the target cannot be reached, without its value', async () => {
    const before = { ...process.env };
    Object.assign(process.env, { HTTP_PROXY: 'http://ada:s3cr3t@proxy', NO_PROXY: '', no_proxy: '' });
    try {
      const unreachable = await unreachableOf({ target: 'http://127.0.0.1:1/' });
      expect(unreachable).toMatchObject({ cause: 'refused', unusedProxy: 'HTTP_PROXY' });
      expect(diagnosisText(unreachable).says).toContain('HTTP_PROXY is set, and is not used');
      expect(JSON.stringify(unreachable)).not.toContain('s3cr3t');
    } finally {
      process.env = before;
    }
  });
});

test('a byte order mark before JSON is no part of it', async () => {
  await using server = await fakeServer((_, response) =>
    response.end('\ufeff{"track":"stable","version":"1"}'),
  );
  for (const by of [undefined, 'json:/track', 'body:^{"track":"(\\w+)"'])
    expect(
      (await verify({ target: server.url, expect: '0%', ...(by !== undefined && { by }) })).verdict,
    ).toBe('matches');
});
