import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTools } from '../../../src/topology/toolbox/find-tools.js';
import { readField } from '../field/claims.js';
import { ask, type FieldServers, startField, startServers, writeField } from '../field/field-haproxy.js';

let servers: FieldServers;
beforeAll(async () => {
  servers = await startServers();
});
afterAll(() => servers[Symbol.asyncDispose]());

const written = (captures: string) =>
  `global
 log stdout format raw local0
defaults
 mode http
 log global
 option httplog
 timeout connect 1s
 timeout client 10s
 timeout server 10s
frontend fe
 bind 127.0.0.1:{P1}
${captures} use_backend canary if { req.hdr(X-Canary) -m str on }
 default_backend stable
backend stable
 server s1 127.0.0.1:{S1}
backend canary
 server c1 127.0.0.1:{C1}
`;

test('the capture lines that inspect prints put mark, track and version into the log', async () => {
  const { haproxy } = await findTools(['haproxy']);
  const without = await writeField(written(''), {}, servers);
  const before = readField(without, null);
  await rm(without.folder, { recursive: true });
  const [frontend] = before.inspection.frontends;
  expect(frontend?.captures).toEqual([
    'capture request header X-Canary len 64',
    'capture response header X-Service-Track len 16',
    'capture response header X-Service-Version len 32',
  ]);
  for (const line of frontend?.captures ?? []) expect(before.text).toContain(`    ${line}\n`);
  const lines = (frontend?.captures ?? []).map((line) => ` ${line}\n`).join('');
  await using running = await startField(haproxy, await writeField(written(lines), {}, servers));
  const after = readField(running, null);
  expect(after.inspection.frontends[0]?.captures).toEqual([]);
  const [, marked] = after.requests;
  expect(marked?.what).toContain('mark');
  if (marked === undefined) return;
  const port = Number(new URL(marked.bind.url ?? '').port);
  expect((await ask(marked.request, { port, tls: false, proxyProtocol: false })).server).toBe('C1');
  await expect.poll(running.output, { timeout: 60_000 }).toContain('{on} {canary|1.1.0}');
});
