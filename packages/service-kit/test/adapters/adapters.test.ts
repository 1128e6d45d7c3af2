import { once } from 'node:events';
import { Agent, get, type IncomingMessage, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import express from 'express';
import express4 from 'express4';
import fastify from 'fastify';
import fastify4 from 'fastify4';
import { Hono } from 'hono';
import Koa from 'koa';
import Koa2 from 'koa2';
import { describe, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { fromExpress } from '../../src/adapters/express.js';
import { fromFastify } from '../../src/adapters/fastify.js';
import { fromFetch } from '../../src/adapters/fetch.js';
import { fromHono } from '../../src/adapters/hono.js';
import { fromKoa } from '../../src/adapters/koa.js';
import { startService } from '../../src/index.js';
import { nestApplication } from '../support/nest-application.js';
import { ask } from '../support/request.js';

/** An application that says hello at /hello, echoes what is posted to /echo, and answers /slow when it is let go on. */
type MakeApplication = (slow: () => Promise<void>) => RequestListener | Promise<RequestListener>;

const expressOn =
  (make: typeof express): MakeApplication =>
  (slow) => {
    const app = make();
    app.get('/hello', (_, response) => void response.send('hello'));
    app.post('/echo', make.text(), (request, response) => void response.send(request.body));
    app.get('/slow', async (_, response) => void slow().then(() => response.send('done')));
    app.use('/seen', (request, response) => void response.send(request.originalUrl));
    return fromExpress(app);
  };

const fastifyOn =
  (make: typeof fastify): MakeApplication =>
  (slow) => {
    const app = make();
    app.get('/hello', async () => 'hello');
    app.post('/echo', async (request) => request.body as string);
    app.get('/slow', async () => slow().then(() => 'done'));
    app.addHook('onClose', async () => void closed.push('Fastify'));
    return fromFastify(app);
  };

const koaOn =
  (Make: typeof Koa): MakeApplication =>
  (slow) => {
    const app = new Make();
    app.use(async (context) => {
      if (context.path === '/hello') context.body = 'hello';
      if (context.path === '/echo') context.body = context.req;
      if (context.path === '/slow') context.body = await slow().then(() => 'done');
    });
    return fromKoa(app);
  };

/** What frameworks have closed on the way out. */
const closed: string[] = [];

const applications: Record<string, MakeApplication> = {
  'Express 5': expressOn(express),
  'Express 4': expressOn(express4),
  'Fastify 5': fastifyOn(fastify),
  'Fastify 4': fastifyOn(fastify4 as unknown as typeof fastify),
  'Koa 3': koaOn(Koa),
  'Koa 2': koaOn(Koa2),
  'Nest 11': (slow) => nestApplication(slow, closed),
  'Hono 4': (slow) => {
    const app = new Hono();
    app.get('/hello', (context) => context.text('hello'));
    app.post('/echo', async (context) => context.text(await context.req.text()));
    app.get('/slow', async (context) => slow().then(() => context.text('done')));
    return fromHono(app);
  },
  'a fetch-style handler': (slow) =>
    fromFetch(async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/hello') return new Response('hello');
      if (pathname === '/echo') return new Response(request.body);
      if (pathname === '/slow') return slow().then(() => new Response('done'));
      return new Response('nothing here', { status: 404 });
    }),
};

describe.each(Object.entries(applications))('%s', (_, makeApplication) => {
  async function start(slow: () => Promise<void> = async () => {}) {
    return startService({
      handler: await makeApplication(slow),
      ...{ name: 'adapted', version: '2.0.0', track: 'canary', id: 'adapted-1', address: '127.0.0.1' },
      // Nobody listens there: the application must serve all the same.
      consul: { address: '127.0.0.1:9', timeoutMs: 100 },
      ...{ drainMs: 300, finishMs: 5_000, signals: false, log: () => {} },
    });
  }

  test('our endpoints and its own, and every response says who answered', async () => {
    await using service = await start();
    for (const path of ['/version', '/__version__']) {
      const { status, body } = await ask(service.url + path);
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ service: 'adapted', version: '2.0.0', track: 'canary' });
    }
    expect((await ask(`${service.url}/health/ready`)).status).toBe(200);
    expect(await ask(`${service.url}/hello`)).toMatchObject({ status: 200, body: 'hello' });
    expect((await ask(`${service.url}/nothing`)).status).toBe(404);
    for (const path of ['/version', '/hello', '/nothing', '/health/live'])
      expect((await ask(service.url + path)).headers).toMatchObject({
        'x-service-version': '2.0.0',
        'x-service-instance': 'adapted-1',
        'x-service-track': 'canary',
      });
  });

  test('a body reaches the application', async () => {
    await using service = await start();
    const body = 'x'.repeat(50_000);
    const response = await fetch(`${service.url}/echo`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain' },
    });
    expect(await response.text()).toBe(body);
  });

  test('while it leaves it goes on answering, and what is in flight is finished', async () => {
    let letGo = () => {};
    let asked = false;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const service = await start(() => {
      asked = true;
      return held;
    });
    const slow = ask(`${service.url}/slow`);
    await eventually('the slow request has come in', () => asked);
    const agent = new Agent({ keepAlive: true });
    await over(agent, `${service.url}/hello`);

    const stopped = service.stop();
    expect(await over(agent, `${service.url}/hello`)).toBe(200);
    expect((await ask(`${service.url}/health/ready`)).status).toBe(503);
    letGo();
    expect(await slow).toMatchObject({ status: 200, body: 'done' });
    expect(await stopped).toMatchObject({ brokenOff: 0 });
    agent.destroy();
  });
});

test.each([
  ['Fastify 5', 'Fastify'],
  ['Fastify 4', 'Fastify'],
  ['Nest 11', 'Nest module'],
])('what %s closes is closed when the last answer is out', async (name, what) => {
  const makeApplication = applications[name] as MakeApplication;
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  closed.length = 0;
  const service = await startService({
    handler: await makeApplication(() => held),
    ...{ name: 'closing', address: '127.0.0.1', consul: { address: '127.0.0.1:9', timeoutMs: 100 } },
    ...{ drainMs: 0, signals: false, log: () => {} },
  });
  const slow = ask(`${service.url}/slow`);
  await ask(`${service.url}/hello`);
  const stopped = service.stop();
  await eventually('it takes no connections', () =>
    ask(service.url).then(
      () => false,
      () => true,
    ),
  );
  expect(closed).toEqual([]);
  letGo();
  expect(await slow).toMatchObject({ status: 200, body: 'done' });
  expect(await stopped).toMatchObject({ brokenOff: 0, unfinished: [] });
  expect(closed).toEqual([what]);
});

test.each([
  ['Fastify 5', fastify],
  ['Fastify 4', fastify4 as unknown as typeof fastify],
])('%s that the program closes at the signal answers until the service has left', async (_name, make) => {
  const app = make();
  const order: string[] = [];
  app.get('/', async () => 'hello');
  app.addHook('onClose', async () => void order.push('closed'));
  const service = await startService({
    handler: await fromFastify(app),
    ...{ name: 'closing', address: '127.0.0.1', consul: { address: '127.0.0.1:9', timeoutMs: 100 } },
    ...{ drainMs: 0, signals: false, log: () => {} },
  });
  // As a listener of its own does that was there first.
  const closing = app.close().then(() => order.push('told'));
  const stopped = service.stop();
  await new Promise(setImmediate);
  expect(await ask(service.url)).toMatchObject({ status: 200, body: 'hello' });
  expect(order).toEqual([]);
  expect(await stopped).toMatchObject({ unfinished: [] });
  await closing;
  expect(order).toEqual(['closed', 'told']);
});

test('a Fastify of which no service leaves closes as ever', async () => {
  const app = fastify();
  let ran = false;
  app.addHook('onClose', async () => {
    ran = true;
  });
  await fromFastify(app);
  await new Promise<void>((resolve) => app.close(resolve));
  expect(ran).toBe(true);
});

describe('fetch-style handlers', () => {
  const log: string[] = [];
  const start = (handler: RequestListener) =>
    startService({
      ...{ handler, name: 'fetching', address: '127.0.0.1', drainMs: 0, signals: false },
      log: (line) => void log.push(line),
      consul: { address: '127.0.0.1:9', timeoutMs: 100 },
    });

  test('one that throws is a 500 that tells nothing, and the log tells why', async () => {
    const handler = fromFetch(() => {
      throw new Error('broken, password=hunter2');
    });
    await using service = await start(handler);
    expect(await ask(`${service.url}/x`)).toMatchObject({ status: 500, body: '' });
    expect(log.join()).toContain('the handler has failed: Error: broken, password=***');
  });

  const used = new Response('used');
  void used.text();
  test.each<[string, () => unknown, string]>([
    ['throws nothing', () => Promise.reject(undefined), 'undefined'],
    ['throws a text', () => Promise.reject('broken'), 'broken'],
    ['gives nothing', () => undefined, 'TypeError'],
    ['gives something else', () => ({ status: 200 }), 'TypeError'],
    ['gives an answer that was read already', () => used, 'TypeError'],
    ['gives an error of the network', () => Response.error(), 'RangeError'],
    [
      'gives a body that fails at once',
      () =>
        new Response(new ReadableStream({ start: (controller) => controller.error(new Error('torn')) }), {
          headers: { 'content-length': '5', 'set-cookie': 'a=1', 'content-encoding': 'gzip' },
        }),
      'torn',
    ],
  ])('one that %s is a bare 500, and the log tells why', async (_what, handle, line) => {
    const about = log.length;
    await using service = await start(fromFetch(handle as () => Response));
    const { status, body, headers } = await ask(`${service.url}/x`);
    expect([status, body, headers['set-cookie'], headers['content-encoding']]).toEqual([
      500,
      '',
      undefined,
      undefined,
    ]);
    expect(headers['x-service-instance']).toBe(service.identity.instance);
    expect(log.slice(about).join()).toMatch(new RegExp(`the handler has failed: .*${line}`));
  });

  test('a body that fails later breaks the answer off, and the log tells why', async () => {
    const handler = fromFetch(() => {
      let pieces = 0;
      const pull = async (controller: ReadableStreamDefaultController) => {
        await new Promise(setImmediate);
        if (pieces++ < 3) controller.enqueue(new TextEncoder().encode('piece'));
        else controller.error(new Error('torn in the middle'));
      };
      return new Response(new ReadableStream({ pull }));
    });
    await using service = await start(handler);
    await expect(ask(`${service.url}/x`)).rejects.toThrow('aborted');
    expect(log.join()).toContain('the handler has failed: Error: torn in the middle');
  });

  test.each([
    ['GET /shop HTTP/1.1', 'evil/admin?', 400],
    ['GET /shop HTTP/1.1', 'evil?x=', 400],
    ['GET /shop HTTP/1.1', 'user:pass@evil', 400],
    ['GET /shop HTTP/1.1', 'evil#', 400],
    ['GET /shop HTTP/1.1', 'evil\\admin', 400],
    ['GET http://user@evil/shop HTTP/1.1', 'x', 400],
    ['TRACE /shop HTTP/1.1', 'x', 501],
    ['GET http://shop.example/shop?a=//b HTTP/1.1', 'x', 200],
    ['OPTIONS * HTTP/1.1', 'x', 200],
    ['GET /shop HTTP/1.1', '[::1]:80', 200],
    ['GET /shop HTTP/1.1', 'shop_1.example:80', 200],
  ])('%s for the host %s is answered with %i, and is no fault of the handler', async (line, host, status) => {
    const about = log.length;
    const handler = fromFetch(({ url }) => new Response(new URL(url).pathname));
    await using service = await start(handler);
    const answer = await raw(service.identity.port, line, host);
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.body).toBe(line.startsWith('OPTIONS') ? '/*' : '/shop');
    expect(log.slice(about).join()).not.toContain('the handler has failed');
  });

  test.each([
    ['//admin/secret', '//admin/secret'],
    ['/a;b=../c', '/a;b=../c'],
    ['/..%2fadmin', '/..%2fadmin'],
    ['/.%2E/admin', null],
    ['/public/.', null],
    ['/...', '/...'],
    ['///', '///'],
    ['/a?/../b', '/a?/../b'],
    ['/a//b?c=//d', '/a//b?c=//d'],
    ['/%2Fadmin', '/%2Fadmin'],
    ['/public/../admin', null],
    ['/public/%2e%2E/admin', null],
    ['/public\\..\\admin', null],
  ])('the path %s comes as it is, or not at all', async (path, seen) => {
    const handler = fromFetch(({ url }) => {
      const { host, pathname, search } = new URL(url);
      return new Response(`${host.startsWith('127.0.0.1:')} ${pathname}${search}`);
    });
    await using service = await start(handler);
    const { status, body } = await raw(service.identity.port, `GET ${path} HTTP/1.1`);
    expect(status === 400 ? null : body).toBe(seen === null ? null : `true ${seen}`);
  });

  test('the signal aborts only when the client has gone away', async () => {
    const signals: AbortSignal[] = [];
    const handler = fromFetch(async ({ signal, url }) => {
      signals.push(signal);
      if (url.endsWith('/slow')) await once(signal, 'abort');
      return new Response('done');
    });
    await using service = await start(handler);
    await ask(`${service.url}/quick`);
    const gone = new AbortController();
    const slow = fetch(`${service.url}/slow`, { signal: gone.signal });
    const failure = expect(slow).rejects.toThrow('aborted');
    await eventually('it has come in', () => signals.length === 2);
    gone.abort();
    await failure;
    await eventually('the second is aborted', () => signals[1]?.aborted);
    expect(signals[0]?.aborted).toBe(false);
  });

  test('a body that is whole has its length, one that comes in pieces does not', async () => {
    const handler = fromFetch(({ url, method }) => {
      if (method === 'HEAD') return new Response(null, { headers: { 'content-length': '5' } });
      if (url.endsWith('/whole')) return new Response('whole');
      const pieces = new ReadableStream({
        async start(controller) {
          controller.enqueue(new TextEncoder().encode('in '));
          await new Promise((resolve) => setTimeout(resolve, 20));
          controller.enqueue(new TextEncoder().encode('pieces'));
          controller.close();
        },
      });
      return new Response(pieces);
    });
    await using service = await start(handler);
    expect((await ask(`${service.url}/whole`)).headers).toMatchObject({ 'content-length': '5' });
    expect((await ask(`${service.url}/x`, 'HEAD')).headers).toMatchObject({ 'content-length': '5' });
    const pieces = await ask(`${service.url}/pieces`);
    expect([pieces.body, pieces.headers['content-length']]).toEqual(['in pieces', undefined]);
  });

  test('Hono finds the request of Node in c.env', async () => {
    const app = new Hono<{ Bindings: { incoming: IncomingMessage } }>();
    app.get('/', (context) => context.text(String(context.env.incoming.socket.remoteAddress)));
    await using service = await start(fromHono(app));
    expect((await ask(service.url)).body).toContain('127.0.0.1');
  });

  test('cookies stay apart', async () => {
    const handler = fromFetch(() => {
      const response = new Response();
      response.headers.append('set-cookie', 'a=1');
      response.headers.append('set-cookie', 'b=2');
      return response;
    });
    await using service = await start(handler);
    expect((await ask(service.url)).headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });
});

/** Sends a request line as it stands: no client would. */
async function raw(
  port: number,
  line: string,
  host = `127.0.0.1:${port}`,
): Promise<{ status: number; body: string }> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${line}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += chunk;
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body };
}

/** One request over the agent's kept-alive connection. */
async function over(agent: Agent, url: string): Promise<number> {
  const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
  await once(response.resume(), 'end');
  return response.statusCode ?? 0;
}
