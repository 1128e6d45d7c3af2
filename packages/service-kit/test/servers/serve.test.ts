import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server, createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { findTools } from 'canary-verify/topology';
import express from 'express';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { WebSocket, WebSocketServer } from 'ws';
import { type ServingOptions, serve, startService } from '../../src/index.js';
import { type ConsulAgent, startConsul } from '../support/consul-agent.js';
import { ask } from '../support/request.js';

let consul: ConsulAgent;
let folder: string;
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  consul = await startConsul();
  folder = await mkdtemp(join(tmpdir(), 'served-'));
  const { consul: tool } = await findTools(['consul']);
  const tls = (...argv: string[]) =>
    execFileSync(tool.command, ['tls', ...argv], { cwd: folder, env: { ...process.env, ...tool.env } });
  tls('ca', 'create');
  for (let certificate = 0; certificate < 2; certificate++)
    tls('cert', 'create', '-server', '-additional-ipaddress=127.0.0.1');
});
afterAll(async () => {
  await consul[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const options = (name: string): ServingOptions => ({
  ...{ name, id: `${name}-1`, version: '2.0.0', address: '127.0.0.1', consul: { address: consul.address } },
  ...{ drainMs: 300, finishMs: 2_000, signals: false, log: () => {} },
});

const passing = (name: string) =>
  eventually('its check passes', async () => {
    const found = (await consul.get(`/health/service/${name}?passing`)) as unknown[];
    return found.length === 1;
  });

const pem = async () => {
  return {
    cert: await readFile(file('dc1-server-consul-0.pem')),
    key: await readFile(file('dc1-server-consul-0-key.pem')),
  };
};

test('a server of its own: http, with listeners that are added later', async () => {
  const server = createServer();
  await using service = await serve(server, options('own-http'));
  server.on('request', (_request, response) => response.end('hello'));
  const { body, headers } = await ask(`${service.url}/`);
  expect([body, headers['x-service-version']]).toEqual(['hello', '2.0.0']);
  expect(JSON.parse((await ask(`${service.url}/version`)).body)).toMatchObject({ instance: 'own-http-1' });
  await passing('own-http');
});

test('one that listens already', async () => {
  const server = createServer((_request, response) => response.end('hello'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await using service = await serve(server, options('listening'));
  expect((await ask(service.url)).body).toBe('hello');
});

test('one that its application closes: the service leaves first, and the application is told when it has', async () => {
  const order: string[] = [];
  const server = createServer((_request, response) => response.end('hello'));
  const service = await serve(server, {
    ...options('closed'),
    drainMs: 1_000,
    onLeave: { end: () => void order.push('end') },
  });
  await service.registered;
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      order.push('closed');
      resolve();
    });
  });
  await eventually('it is out of Consul', async () => (await consul.instances('closed')).length === 0);
  expect((await ask(service.url)).body).toBe('hello');
  await closed;
  expect(order).toEqual(['end', 'closed']);
  expect(await service.stop()).toMatchObject({ deregistered: true, brokenOff: 0 });
  expect(server.listening).toBe(false);
});

test("Fastify's own server, with its WebSockets and all", async () => {
  const app = fastify();
  app.get('/hello', async () => 'hello');
  const closed: string[] = [];
  app.addHook('onClose', async () => void closed.push('Fastify'));
  await app.ready();
  const service = await serve(app.server, { ...options('own-fastify'), onLeave: { end: () => app.close() } });
  expect((await ask(`${service.url}/hello`)).body).toBe('hello');
  expect(JSON.parse((await ask(`${service.url}/version`)).body)).toMatchObject({ version: '2.0.0' });
  expect(await service.stop()).toMatchObject({ unfinished: [] });
  expect(closed).toEqual(['Fastify']);
});

test('https: the check passes, too', async () => {
  const server = createHttpsServer(await pem(), (_request, response) => response.end('hello'));
  await using service = await serve(server, options('own-https'));
  expect(service.url).toMatch(/^https:/);
  await passing('own-https');
});

describe('HTTP/2', () => {
  test('with TLS: requests under way are answered, and the client is told to go elsewhere', async () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const server = createSecureServer({ ...(await pem()), allowHTTP1: true }, (request, response) => {
      if (request.url === '/hold') void held.then(() => response.end('finished'));
      else response.end('hello');
    });
    const service = await serve(server, options('own-http2'));
    await passing('own-http2');
    const client = connectHttp2(service.url, { rejectUnauthorized: false });
    const get = async (path: string) => {
      const stream = client.request({ ':path': path });
      const [headers] = await once(stream, 'response');
      let body = '';
      for await (const chunk of stream.setEncoding('utf8')) body += chunk;
      return { body, version: headers['x-service-version'] };
    };
    expect(await get('/')).toEqual({ body: 'hello', version: '2.0.0' });
    expect(JSON.parse((await get('/version')).body)).toMatchObject({ instance: 'own-http2-1' });
    const slow = get('/hold');
    await get('/');
    const told = once(client, 'goaway');
    const stopped = service.stop();
    // No error, and none of its streams is taken back.
    expect((await told).slice(0, 2)).toEqual([0, 2 ** 31 - 1]);
    // Told, but not cut off: what it sends before it has heard is answered.
    letGo();
    expect(await slow).toEqual({ body: 'finished', version: '2.0.0' });
    expect(await stopped).toMatchObject({ brokenOff: 0 });
    client.destroy();
  });

  test('without TLS Consul cannot ask it, unless health has a port of its own', async () => {
    const make = () => createHttp2Server((_request, response) => void response.end('hello'));
    await expect(serve(make(), options('h2c'))).rejects.toThrow('`endpoints.port` wants a port of its own');
    await using service = await serve(make(), { ...options('h2c'), endpoints: { port: 0 } });
    await passing('h2c');
    const client = connectHttp2(service.url);
    const stream = client.request({ ':path': '/' });
    const [headers] = await once(stream, 'response');
    expect(headers['x-service-version']).toBe('2.0.0');
    client.destroy();
  });
});

test('endpoints on a port and paths of their own', async () => {
  await using service = await startService({
    ...options('apart'),
    handler: ({ url }, response) => response.end(`application ${url}`),
    endpoints: {
      port: 0,
      version: '/info',
      ready: '/ready',
      live: ['/alive', '/livez'],
      metrics: '/metrics',
    },
  });
  await passing('apart');
  const at = service.endpointsUrl;
  expect(at).not.toBe(service.url);
  for (const path of ['/info', '/ready', '/alive', '/livez', '/metrics'])
    expect((await ask(at + path)).status).toBe(200);
  expect((await ask(`${at}/version`)).status).toBe(404);
  // There the application has all paths to itself.
  expect((await ask(`${service.url}/version`)).body).toBe('application /version');
  expect((await ask(`${service.url}/ready`)).body).toBe('application /ready');
});

test('host: it listens at this address and no other', async () => {
  await using service = await startService({
    ...options('at-host'),
    handler: (_request, response) => response.end(),
    ...{ host: '127.0.0.1', http: { requestTimeout: 1_234 } },
  });
  expect(service.server.address()).toMatchObject({ address: '127.0.0.1' });
  expect(service.server).toMatchObject({ requestTimeout: 1_234 });
});

describe('WebSockets and event streams', () => {
  test('a WebSocket works, is told when the service leaves, and ends in order', async () => {
    await using service = await startService({
      ...options('sockets'),
      handler: (_request, response) => response.end('plain'),
      endpoints: { metrics: '/metrics' },
    });
    await service.registered;
    const sockets = new WebSocketServer({ server: service.server as never });
    sockets.on('connection', (socket) => socket.on('message', (text) => socket.send(`echo ${text}`)));
    const client = new WebSocket(service.url.replace('http', 'ws'));
    await once(client, 'open');
    client.send('hello');
    const [answer] = await once(client, 'message');
    expect(String(answer)).toBe('echo hello');
    expect((await ask(`${service.url}/metrics`)).body).toContain('service_upgraded_connections 1\n');
    const closed = once(client, 'close');
    const departure = service.stop();
    // While proxies still send requests, it goes on.
    client.send('again');
    expect(String((await once(client, 'message'))[0])).toBe('echo again');
    const [code] = await closed;
    expect(code).toBe(1001);
    expect(await departure).toMatchObject({ told: 1, brokenOff: 0 });
  });

  test('an application that watches `leaving` says goodbye itself', async () => {
    await using service = await startService({
      ...options('polite'),
      handler: (_request, response) => response.end('plain'),
    });
    await service.registered;
    const sockets = new WebSocketServer({ server: service.server as never });
    sockets.on('connection', (socket) =>
      service.leaving.addEventListener('abort', () => socket.close(1012, 'moving')),
    );
    const client = new WebSocket(service.url.replace('http', 'ws'));
    await once(client, 'open');
    const closed = once(client, 'close');
    const departure = service.stop();
    expect((await closed).map(String)).toEqual(['1012', 'moving']);
    expect(await departure).toMatchObject({ told: 0, brokenOff: 0 });
  });

  test('one that does not end is broken off at the deadline, and counted', async () => {
    const service = await startService({
      ...options('stubborn'),
      finishMs: 300,
      handler: (_request, response) => response.end('plain'),
    });
    service.server.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: own\r\nConnection: Upgrade\r\n\r\n');
    });
    const client = connect(service.identity.port, '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: own\r\n\r\n');
    await once(client, 'data');
    expect(await service.stop()).toMatchObject({ told: 0, brokenOff: 1 });
  });

  test('an event stream goes on while proxies send requests, then ends whole; writing on does no harm', async () => {
    const writing: NodeJS.Timeout[] = [];
    const service = await startService({
      ...options('streams'),
      handler: (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('data: first\n\n');
        writing.push(setInterval(() => response.write('data: more\n\n'), 20));
      },
    });
    await service.registered;
    const stream = httpRequest(service.url).end();
    const [response] = await once(stream, 'response');
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    const ended = once(response, 'end');
    const departure = service.stop();
    // A stream that is cut would say `aborted`.
    await ended;
    expect(response.complete).toBe(true);
    expect(text).toContain('data: more');
    expect(await departure).toMatchObject({ told: 1, brokenOff: 0 });
    for (const timer of writing) clearInterval(timer);
  });
});

test('certificates are taken anew when their files change; a pair that does not fit is not', async () => {
  const log: string[] = [];
  const install = async (index: number, name: 'cert' | 'key') => {
    const suffix = name === 'key' ? '-key' : '';
    await copyFile(file(`dc1-server-consul-${index}${suffix}.pem`), file(`${name}.new`));
    await rename(file(`${name}.new`), file(`${name}.pem`));
  };
  await install(0, 'cert');
  await install(0, 'key');
  await using service = await startService({
    ...options('renewed'),
    handler: (_request, response) => response.end(),
    tls: { certFile: file('cert.pem'), keyFile: file('key.pem') },
    log: (line) => void log.push(line),
  });
  const serial = async () => {
    const socket = connectTls({ port: service.identity.port, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return serialNumber;
  };
  const first = await serial();
  await install(1, 'cert');
  await eventually('half of it is refused', () => log.some((line) => line.includes('cannot be used')));
  expect(await serial()).toBe(first);
  await install(1, 'key');
  await eventually('it has the new one', async () => (await serial()) !== first);
});

test.each([[undefined], [{}], [express()]])(
  'what is no server is refused, an application too: %o',
  async (server) => {
    await expect(serve(server as never, options('none'))).rejects.toThrow(
      '`server` wants one of node:http, node:https or node:http2',
    );
  },
);

test('metrics say what is going on', async () => {
  await using service = await startService({
    ...options('measured'),
    drainMs: 2_000,
    track: 'canary',
    handler: (_request, response) => response.end(),
    endpoints: { metrics: '/metrics' },
  });
  await service.registered;
  const metrics = async () => {
    const { body, headers } = await ask(`${service.url}/metrics`);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    return body;
  };
  expect(await metrics()).toMatch(
    /^service_build_info\{service="measured",version="2\.0\.0",track="canary",instance="measured-1",commit="",branch="",node="v[^"]+"\} 1$/m,
  );
  expect(await metrics()).toMatch(/^service_registered 1$/m);
  // The question itself.
  expect(await metrics()).toMatch(/^service_requests_in_flight 1$/m);
  await consul.put('/agent/service/deregister/measured-1');
  await eventually('it has noticed', async () =>
    (await metrics()).includes('service_lost_registrations_total 1'),
  );
  await eventually('it is back', async () => (await metrics()).includes('service_registered 1'));
  const departure = service.stop();
  expect(await metrics()).toMatch(/^service_draining 1$/m);
  await eventually('it is out of Consul', async () => (await metrics()).includes('service_registered 0'));
  await departure;
});
