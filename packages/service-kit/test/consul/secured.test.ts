import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { findTools } from 'canary-verify/topology';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { type ConsulOptions, type StartedService, startService } from '../../src/index.js';
import { type ConsulAgent, startConsul } from '../support/consul-agent.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secured-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function start(consul: ConsulOptions, log: (line: string) => void = () => {}): Promise<StartedService> {
  return startService({
    handler: (_request, response) => response.end(),
    ...{ name: 'message', id: 'message-1', address: '127.0.0.1', consul, drainMs: 0, signals: false, log },
  });
}

describe('with ACLs', () => {
  const root = 'e95b599e-166e-7d80-08ad-aee76e7ddf19';
  const wrong = '11111111-2222-3333-4444-555555555555';
  const hcl = `acl { enabled = true default_policy = "deny" tokens { master = "${root}" agent = "${root}" } }`;
  let consul: ConsulAgent;
  beforeAll(async () => {
    consul = await startConsul({ hcl, token: root });
    await eventually('the token is known', () => consul.get('/agent/self').then(Boolean, () => false));
  });
  afterAll(() => consul[Symbol.asyncDispose]());

  test('without a token Consul refuses, with it takes the service', async () => {
    const log: string[] = [];
    const without = await start({ address: consul.address }, (line) => log.push(line));
    await eventually('it complains', () => log.some((line) => line.includes('answered 403')));
    await without.stop();
    await using service = await start({ address: consul.address, token: root });
    expect(await service.registered).toBe(true);
  });

  test('a token file that is replaced is read again, and no token is ever written to the log', async () => {
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, wrong);
    const log: string[] = [];
    await using service = await start({ address: consul.address, tokenFile }, (line) => log.push(line));
    await eventually('it complains', () => log.some((line) => line.includes('answered 403')));
    await writeFile(`${tokenFile}.new`, `${root}\n`);
    await rename(`${tokenFile}.new`, tokenFile);
    expect(await service.registered).toBe(true);
    expect(log.join('\n')).not.toContain(wrong);
    expect(log.join('\n')).not.toContain(root);
  });
});

describe('with TLS', () => {
  const file = (name: string) => join(folder, name);
  let consul: ConsulAgent;
  let httpsPort: number;

  beforeAll(async () => {
    const { consul: tool } = await findTools(['consul']);
    const tls = (...argv: string[]) =>
      execFileSync(tool.command, ['tls', ...argv], { cwd: folder, env: { ...process.env, ...tool.env } });
    tls('ca', 'create');
    tls('cert', 'create', '-server', '-additional-ipaddress=127.0.0.1');
    tls('cert', 'create', '-client');
    httpsPort = await freePort();
    const hcl = `
      ports { https = ${httpsPort} }
      ca_file = "${file('consul-agent-ca.pem')}"
      cert_file = "${file('dc1-server-consul-0.pem')}"
      key_file = "${file('dc1-server-consul-0-key.pem')}"
      verify_incoming_https = true`;
    consul = await startConsul({ hcl });
    await eventually('its HTTPS port answers', () => answersTls(httpsPort));
  });
  afterAll(() => consul?.[Symbol.asyncDispose]());

  const address = () => `https://127.0.0.1:${httpsPort}`;
  const client = () => ({
    caFile: file('consul-agent-ca.pem'),
    certFile: file('dc1-client-consul-0.pem'),
    keyFile: file('dc1-client-consul-0-key.pem'),
  });

  test('a private authority and a client certificate', async () => {
    await using service = await start({ address: address(), ...client() });
    expect(await service.registered).toBe(true);
    expect((await consul.instances('message'))[0]?.Service.ID).toBe('message-1');
  });

  test.each([
    ['an authority that is not known', () => ({}), /self.signed|UNABLE_TO|CERT/i],
    ['no client certificate', () => ({ caFile: client().caFile }), /certificate/i],
  ])('%s is refused, with the reason in the log', async (_, options, reason) => {
    const log: string[] = [];
    const service = await start({ address: address(), ...options() }, (line) => log.push(line));
    await eventually('it complains', () =>
      log.some((line) => line.includes('trying on') && reason.test(line)),
    );
    await service.stop();
  });
});

describe("Consul's own variables", () => {
  /** What a program has in its environment while this runs. */
  async function withVariables<T>(variables: Record<string, string>, act: () => Promise<T>): Promise<T> {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    try {
      return await act();
    } finally {
      vi.unstubAllEnvs();
    }
  }

  test.each([
    ['CONSUL_CACERT', (file: string) => ({ CONSUL_CACERT: file }), true],
    ['CONSUL_CAPATH', (file: string) => ({ CONSUL_CAPATH: dirname(file) }), true],
    ['CONSUL_HTTP_SSL_VERIFY=false', () => ({ CONSUL_HTTP_SSL_VERIFY: 'false' }), true],
    ['CONSUL_HTTP_SSL_VERIFY=true', () => ({ CONSUL_HTTP_SSL_VERIFY: 'true' }), false],
    [
      'CONSUL_TLS_SERVER_NAME',
      (file: string) => ({ CONSUL_CACERT: file, CONSUL_TLS_SERVER_NAME: 'server.dc1.consul' }),
      true,
    ],
    [
      'CONSUL_TLS_SERVER_NAME, of somebody else',
      (file: string) => ({ CONSUL_CACERT: file, CONSUL_TLS_SERVER_NAME: 'other.example' }),
      false,
    ],
  ])('%s', async (_name, variables, taken) => {
    const home = await mkdtemp(join(tmpdir(), 'variables-'));
    const { consul: tool } = await findTools(['consul']);
    const tls = (...argv: string[]) =>
      execFileSync(tool.command, ['tls', ...argv], { cwd: home, env: { ...process.env, ...tool.env } });
    tls('ca', 'create');
    tls('cert', 'create', '-server', '-additional-ipaddress=127.0.0.1');
    const httpsPort = await freePort();
    const hcl = `
      ports { https = ${httpsPort} }
      cert_file = "${home}/dc1-server-consul-0.pem"
      key_file = "${home}/dc1-server-consul-0-key.pem"`;
    await using _consul = await startConsul({ hcl });
    await eventually('its HTTPS port answers', () => answersTls(httpsPort));
    const log: string[] = [];
    const authorities = join(home, 'authorities', 'ca.pem');
    await mkdir(dirname(authorities));
    await copyFile(`${home}/consul-agent-ca.pem`, authorities);
    const address = { CONSUL_HTTP_ADDR: `127.0.0.1:${httpsPort}`, CONSUL_HTTP_SSL: 'true' };
    const service = await withVariables({ ...address, ...variables(authorities) }, () =>
      start({}, (line) => log.push(line)),
    );
    if (taken) expect(await service.registered).toBe(true);
    else await eventually('it is refused', () => log.some((line) => line.includes('not registered')));
    await service.stop();
    await rm(home, { recursive: true });
  });

  test('CONSUL_HTTP_AUTH and a path before the API: a proxy before Consul wants both', async () => {
    await using consul = await startConsul();
    // A fake proxy, in front of the real agent.
    const proxy = createServer(async (incoming, response) => {
      const { authorization } = incoming.headers;
      if (authorization !== `Basic ${btoa('shop:p4ss:word')}`) return response.writeHead(401).end();
      if (!incoming.url?.startsWith('/consul/v1/')) return response.writeHead(404).end();
      const { method = 'GET' } = incoming;
      const body = await buffer(incoming);
      const url = `http://${consul.address}${incoming.url.slice('/consul'.length)}`;
      const answer = await fetch(url, { method, ...(method === 'PUT' && { body }) });
      const type = answer.headers.get('content-type') ?? 'text/plain';
      response.writeHead(answer.status, { 'content-type': type }).end(await answer.text());
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const { port } = proxy.address() as AddressInfo;
    const log: string[] = [];
    const variables = {
      CONSUL_HTTP_ADDR: `http://127.0.0.1:${port}/consul/`,
      CONSUL_HTTP_AUTH: 'shop:p4ss:word',
    };
    await using service = await withVariables(variables, () => start({}, (line) => log.push(line)));
    expect(await service.registered).toBe(true);
    expect(await service.stop()).toMatchObject({ deregistered: true });
    expect(log.join()).not.toContain('p4ss');
    proxy.close();
  });
});

test('over a unix socket', async () => {
  const socket = join(folder, 'consul.sock');
  await using consul = await startConsul({ hcl: `addresses { http = "unix://${socket} 127.0.0.1" }` });
  await using service = await start({ address: `unix://${socket}` });
  expect(await service.registered).toBe(true);
  expect((await consul.instances('message'))[0]?.Service.ID).toBe('message-1');
});

function answersTls(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    request({ port, host: '127.0.0.1', rejectUnauthorized: false })
      .once('response', () => resolve(true))
      // A server that wants our certificate breaks the connection off, but it is there.
      .once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED'))
      .end();
  });
}

test('a path that begins with two slashes is a path: no other host is asked', async () => {
  // A fake agent, which writes down what it is asked.
  const asked: string[] = [];
  const fake = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(500).end();
  });
  await once(fake.listen(0, '127.0.0.1'), 'listening');
  const { port } = fake.address() as AddressInfo;
  const service = await start({
    address: `http://127.0.0.1:${port}//elsewhere.example/consul/`,
    token: 'secret',
  });
  await eventually('it was asked', () => asked.length > 0);
  await service.stop();
  expect(asked[0]).toMatch(/^\/\/elsewhere\.example\/consul\/v1\/agent\//);
  fake.close();
});

test('namespace and partition go with every call', async () => {
  // A fake agent: the real one of the community edition refuses both.
  const asked: string[] = [];
  const fake = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(500).end();
  });
  await once(fake.listen(0, '127.0.0.1'), 'listening');
  const address = `127.0.0.1:${(fake.address() as AddressInfo).port}`;
  const service = await start({ address, namespace: 'shop', partition: 'eu-1' });
  await eventually('it was asked', () => asked.length > 0);
  await service.stop();
  for (const url of asked) expect(url).toMatch(/[?&]ns=shop&partition=eu-1/);
  fake.close();
});
