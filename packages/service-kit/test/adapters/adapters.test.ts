import { once } from 'node:events';
import { Agent, get, type IncomingMessage, type RequestListener } from 'node:http';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import { describe, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { fromExpress } from '../../src/adapters/express.js';
import { fromFastify } from '../../src/adapters/fastify.js';
import { fromFetch } from '../../src/adapters/fetch.js';
import { fromHono } from '../../src/adapters/hono.js';
import { fromKoa } from '../../src/adapters/koa.js';
import { startService } from '../../src/index.js';
import { ask } from '../support/request.js';

/** An application that says hello at /hello, echoes what is posted to /echo, and answers /slow when it is let go on. */
type MakeApplication = (slow: () => Promise<void>) => RequestListener | Promise<RequestListener>;

const applications: Record<string, MakeApplication> = {
  'Express 5': (slow) => {
    const app = express();
    app.get('/hello', (_, response) => void response.send('hello'));
    app.post('/echo', express.text(), (request, response) => void response.send(request.body));
    app.get('/slow', async (_, response) => void slow().then(() => response.send('done')));
    return fromExpress(app);
  },
  'Fastify 5': (slow) => {
    const app = fastify();
    app.get('/hello', async () => 'hello');
    app.post('/echo', async (request) => request.body as string);
    app.get('/slow', async () => slow().then(() => 'done'));
    return fromFastify(app);
  },
  'Koa 3': (slow) => {
    const app = new Koa();
    app.use(async (context) => {
      if (context.path === '/hello') context.body = 'hello';
      if (context.path === '/echo') context.body = context.req;
      if (context.path === '/slow') context.body = await slow().then(() => 'done');
    });
    return fromKoa(app);
  },
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

test('a fetch-style handler that throws is a 500 that tells nothing', async () => {
  const handler = fromFetch(() => {
    throw new Error('secret');
  });
  await using service = await startService({
    ...{ handler, name: 'broken', address: '127.0.0.1', drainMs: 0, signals: false, log: () => {} },
    consul: { address: '127.0.0.1:9', timeoutMs: 100 },
  });
  expect(await ask(`${service.url}/x`)).toMatchObject({ status: 500, body: '' });
});

/** One request over the agent's kept-alive connection. */
async function over(agent: Agent, url: string): Promise<number> {
  const [response] = (await once(get(url, { agent }), 'response')) as [IncomingMessage];
  await once(response.resume(), 'end');
  return response.statusCode ?? 0;
}
