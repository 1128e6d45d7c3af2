import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificate } from '../certificate.js';
import { runLine, shellLines } from './shell-lines.js';

const folder = mkdtempSync(join(tmpdir(), 'tls-page-'));
const authority = certificate('an authority of ours', { authority: true });
const own = certificate('localhost', { by: authority, names: ['localhost'] });
const client = certificate('a client', { by: authority });
for (const [name, text] of [
  ['ca.pem', authority.cert],
  ['client.pem', client.cert],
  ['client.key', client.key],
] as const)
  writeFileSync(join(folder, name), text);

/** What the requests of a command had. */
interface Asked {
  http: Set<string>;
  token: Set<string | undefined>;
  authorized: Set<boolean>;
}

let asked: Asked;
let count = 0;
const sockets = new Set<Socket>();
const server = createSecureServer(
  {
    ...{ key: own.key, cert: own.cert, ca: authority.cert, allowHTTP1: true },
    ...{ requestCert: true, rejectUnauthorized: false },
  },
  (request, response) => {
    asked.http.add(request.httpVersion);
    asked.token.add(request.headers.authorization);
    response.writeHead(200, { 'X-Service-Track': count++ % 10 === 9 ? 'canary' : 'stable' }).end();
  },
);
server.on('secureConnection', (socket) => asked.authorized.add(socket.authorized));
server.on('connection', (socket) => sockets.add(socket));
beforeAll(() => new Promise<void>((listening) => server.listen(0, listening)));
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const lines = shellLines('tls');

test.each(lines)('%s', async (line) => {
  asked = { http: new Set(), token: new Set(), authorized: new Set() };
  const here = { 'localhost:48443': `localhost:${(server.address() as AddressInfo).port}` };
  const { stdout, stderr } = await runLine(line, here, { cwd: folder });
  expect(stderr + stdout).toMatch(/^✔ matches: \d+\.\d\d % of responses came from the canary/m);
  expect([...asked.http]).toEqual([line.includes('--http2') ? '2.0' : '1.1']);
  expect([...asked.token]).toEqual([line.includes('Authorization') ? 'Bearer TOKEN' : undefined]);
  expect([...asked.authorized]).toEqual([line.includes('--cert ')]);
});

test('the page shows a private authority, HTTP/2, a client certificate and a login', () => {
  for (const option of ['--cacert', '--http2', '--cert', 'Authorization'])
    expect(lines.some((line) => line.includes(option))).toBe(true);
});
