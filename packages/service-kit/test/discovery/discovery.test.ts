import { AsyncResource } from 'node:async_hooks';
import { on, once } from 'node:events';
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import {
  connect as connectHttp2,
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import express from 'express';
import { interceptors, request, Request as UndiciRequest, fetch as undiciFetch } from 'undici';
import { afterAll, describe, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { WebSocket, WebSocketServer } from 'ws';
import { type Discovery, discover } from '../../src/discovery/index.js';
import { OptionsError, type ServiceOptions, serve, startService } from '../../src/index.js';
import { type ConsulAgent, startConsul } from '../support/consul-agent.js';

/** An instance of credit that says who it is and which mark came in. */
function startCredit(address: string, id: string, options: Partial<ServiceOptions> = {}) {
  return startService({
    handler: (request, response) => response.end(`${id} ${request.headers['x-canary'] ?? 'unmarked'}`),
    ...{
      name: 'credit',
      id,
      address: '127.0.0.1',
      consul: { address },
      drainMs: 0,
      signals: false,
      log: () => {},
    },
    ...options,
  });
}

const find = (address: string, log: (line: string) => void = () => {}) =>
  discover('credit', { consul: { address, timeoutMs: 500 }, log });

const known = (discovery: Discovery, ...ids: string[]) =>
  eventually(`${ids.join(' and ') || 'nobody'} is known`, () => {
    return discovery.instances.map(({ instance }) => instance).join() === ids.join();
  });

async function ask(discovery: Discovery): Promise<string> {
  const { body } = await request('http://credit/anything', { dispatcher: discovery.dispatcher });
  return body.text();
}

describe('the view stays true', () => {
  test('a new instance is used, and one that leaves is not', async () => {
    await using consul = await startConsul();
    await using discovery = find(consul.address);
    await discovery.ready;
    expect(discovery.instances).toEqual([]);
    await expect(ask(discovery)).rejects.toThrow('No healthy instance of credit is known');

    const first = await startCredit(consul.address, 'credit-1');
    await known(discovery, 'credit-1');
    expect(await ask(discovery)).toBe('credit-1 unmarked');
    await using _second = await startCredit(consul.address, 'credit-2');
    await known(discovery, 'credit-1', 'credit-2');
    await first.stop();
    await known(discovery, 'credit-2');
    expect(await ask(discovery)).toBe('credit-2 unmarked');
  });

  test('Consul away: what was last known goes on working; back without its data: the view is true again', async () => {
    const httpPort = await freePort();
    const first = await startConsul({ httpPort });
    const log: string[] = [];
    await using discovery = find(first.address, (line) => log.push(line));
    await using _credit = await startCredit(first.address, 'credit-1');
    await known(discovery, 'credit-1');
    await first[Symbol.asyncDispose]();
    await eventually('it has noticed', () =>
      log.some((line) => line.includes('going on with what was last known of credit')),
    );
    expect(await ask(discovery)).toBe('credit-1 unmarked');

    await using second = await startConsul({ httpPort });
    await eventually('it has noticed', () =>
      log.some((line) => line.includes('Consul answers again for credit')),
    );
    await using _other = await startCredit(second.address, 'credit-2');
    await known(discovery, 'credit-1', 'credit-2');
  });

  test('the weights are those that HAProxy sees', async () => {
    await using consul = await startConsul();
    await using discovery = find(consul.address);
    await using _many = await startCredit(consul.address, 'credit-1', { weight: 90 });
    await using _few = await startCredit(consul.address, 'credit-2', { weight: 10 });
    await known(discovery, 'credit-1', 'credit-2');
    const picked = Array.from({ length: 100 }, () => discovery.pick()?.instance);
    expect(picked.filter((instance) => instance === 'credit-2')).toHaveLength(10);
  });

  test('an instance that refuses connections is left alone, and the request goes to another', async () => {
    await using consul = await startConsul();
    await using discovery = find(consul.address);
    await using _credit = await startCredit(consul.address, 'credit-2');
    const gone = { ID: 'credit-1', Name: 'credit', Address: '127.0.0.1', Port: await freePort() };
    await consul.put('/agent/service/register', gone);
    await known(discovery, 'credit-1', 'credit-2');
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(discovery)));
    expect(new Set(answers)).toEqual(new Set(['credit-2 unmarked']));
  });
});

describe('a marked request stays marked', () => {
  /** A service that asks credit for each request, without a word about marks. */
  async function startMessage(consul: ConsulAgent, discovery: Discovery) {
    return startService({
      handler: (_request, response) => void ask(discovery).then((answer) => response.end(answer)),
      ...{
        name: 'message',
        address: '127.0.0.1',
        consul: { address: consul.address },
        drainMs: 0,
        signals: false,
        log: () => {},
      },
    });
  }

  const through = async (url: string, headers: Record<string, string> = {}) =>
    (await fetch(url, { headers })).text();

  test('a marked request reaches the canary of the next service, while an unmarked one does not', async () => {
    await using consul = await startConsul();
    await using discovery = find(consul.address);
    await using _stable = await startCredit(consul.address, 'credit-1', { track: 'stable' });
    await using _canary = await startCredit(consul.address, 'credit-2', { track: 'canary' });
    await known(discovery, 'credit-1', 'credit-2');
    await using message = await startMessage(consul, discovery);
    const both = Array.from({ length: 50 }, () =>
      Promise.all([through(message.url, { 'X-Canary': 'always' }), through(message.url)]),
    );
    expect(new Set((await Promise.all(both)).map(String))).toEqual(
      new Set(['credit-2 always,credit-1 unmarked']),
    );
    // Only the very mark counts; another value is carried on all the same.
    expect(await through(message.url, { 'X-Canary': 'never' })).toBe('credit-1 never');
  });

  test('a service without a canary answers marked requests too', async () => {
    await using consul = await startConsul();
    await using discovery = find(consul.address);
    await using _stable = await startCredit(consul.address, 'credit-1', { track: 'stable' });
    await known(discovery, 'credit-1');
    await using message = await startMessage(consul, discovery);
    expect(await through(message.url, { 'X-Canary': 'always' })).toBe('credit-1 always');
  });
});

describe('the mark is kept', () => {
  const queue: (() => void)[] = [];
  const working = setInterval(() => {
    for (const work of queue.splice(0)) work();
  }, 5);
  afterAll(() => clearInterval(working));

  /** A service that asks credit when the body has been read, in one of the ways there are. */
  const readers: Record<string, (request: IncomingMessage, then: () => void) => void> = {
    'by events': (request, then) => void request.on('data', () => {}).on('end', then),
    'by readable': (request, then) => void request.on('readable', () => void request.read()).on('end', then),
    'by iteration': (request, then) => void text(request).then(then),
    'by a pipe': (request, then) => void request.pipe(new PassThrough()).resume().on('end', then),
    'as a stream of the web': (request, then) =>
      void new Response(Readable.toWeb(request) as ReadableStream).text().then(then),
    'by a pipeline through zlib': (request, then) =>
      void pipeline(request, createGzip(), new PassThrough().resume()).then(then),
    'by text, and a listener that is added once': (request, then) =>
      void request.setEncoding('utf8').once('end', then).resume(),
    'one by one, by events.on': async (request, then) => {
      for await (const _ of on(request, 'data', { close: ['end'] }));
      then();
    },
    'after the connection has said that all is there': (request, then) => {
      request.resume();
      request.once('close', then);
    },
    'late, after a pause': (request, then) => {
      request.pause();
      setTimeout(
        () =>
          request
            .on('data', () => {})
            .on('end', then)
            .resume(),
        20,
      );
    },
    'from a queue of its own, bound': (request, then) => {
      queue.push(AsyncResource.bind(then));
      request.resume();
    },
    'by express.json': (request, then) => {
      const response = {} as never;
      express.json()(request as never, response, then);
    },
  };

  test.each(Object.entries(readers))('read %s', async (_how, read) => {
    await using consul = await startConsul();
    await using discovery = find(consul.address);
    await using _stable = await startCredit(consul.address, 'credit-1', { track: 'stable' });
    await using _canary = await startCredit(consul.address, 'credit-2', { track: 'canary' });
    await known(discovery, 'credit-1', 'credit-2');
    await using message = await startService({
      handler: (request, response) =>
        read(request, () => void ask(discovery).then((answer) => response.end(answer))),
      ...{ name: 'message', address: '127.0.0.1', drainMs: 0, signals: false, log: () => {} },
      consul: { address: consul.address },
    });
    const post = async (headers: Record<string, string>) => {
      const body = JSON.stringify({ text: 'x'.repeat(100_000) });
      const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
      return (await fetch(message.url, init)).text();
    };
    const both = Array.from({ length: 10 }, () => Promise.all([post({ 'X-Canary': 'always' }), post({})]));
    expect(new Set((await Promise.all(both)).map(String))).toEqual(
      new Set(['credit-2 always,credit-1 unmarked']),
    );
  });

  test('one after the other over one connection, and over HTTP/2: none has the mark of another', async () => {
    await using consul = await startConsul();
    await using discovery = find(consul.address);
    await using _stable = await startCredit(consul.address, 'credit-1', { track: 'stable' });
    await using _canary = await startCredit(consul.address, 'credit-2', { track: 'canary' });
    await known(discovery, 'credit-1', 'credit-2');
    const options = {
      ...{ address: '127.0.0.1', drainMs: 0, signals: false as const, log: () => {} },
      consul: { address: consul.address },
    } as const;
    const listener = (
      request: IncomingMessage | Http2ServerRequest,
      response: ServerResponse | Http2ServerResponse,
    ) =>
      void request
        .resume()
        .on('end', () => void ask(discovery).then((answer) => (response as ServerResponse).end(answer)));
    await using plain = await startService({ ...options, name: 'message', handler: listener });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const over = async (headers: Record<string, string>) => {
      const sent = httpRequest(plain.url, { method: 'POST', agent, headers }).end('body');
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      return text(answer);
    };
    for (let round = 0; round < 5; round++)
      expect([await over({ 'X-Canary': 'always' }), await over({})]).toEqual([
        'credit-2 always',
        'credit-1 unmarked',
      ]);
    agent.destroy();

    await using second = await serve(createHttp2Server(listener), {
      ...options,
      name: 'message2',
      endpoints: { port: 0 },
    });
    const client = connectHttp2(`http://127.0.0.1:${second.identity.port}`);
    const multiplexed = async (headers: Record<string, string>) =>
      text(client.request({ ':path': '/', ':method': 'POST', ...headers }).end('body'));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => multiplexed(index % 2 === 0 ? { 'x-canary': 'always' } : {})),
    );
    expect(new Set(answers.filter((_, index) => index % 2 === 0))).toEqual(new Set(['credit-2 always']));
    expect(new Set(answers.filter((_, index) => index % 2 === 1))).toEqual(new Set(['credit-1 unmarked']));
    client.destroy();
  });

  test('of a WebSocket: for all that comes over it', async () => {
    await using consul = await startConsul();
    await using discovery = find(consul.address);
    await using _stable = await startCredit(consul.address, 'credit-1', { track: 'stable' });
    await using _canary = await startCredit(consul.address, 'credit-2', { track: 'canary' });
    await known(discovery, 'credit-1', 'credit-2');
    await using message = await startService({
      handler: (_request, response) => response.end(),
      ...{ name: 'message', address: '127.0.0.1', drainMs: 0, signals: false, log: () => {} },
      consul: { address: consul.address },
    });
    const sockets = new WebSocketServer({ server: message.server as never });
    sockets.on('connection', (socket) =>
      socket.on('message', () => void ask(discovery).then((answer) => socket.send(answer))),
    );
    const asked = async (headers: Record<string, string>) => {
      const client = new WebSocket(message.url.replace('http', 'ws'), { headers });
      await once(client, 'open');
      const answers: string[] = [];
      for (let time = 0; time < 3; time++) {
        client.send('go');
        answers.push(String((await once(client, 'message'))[0]));
      }
      client.close();
      return answers;
    };
    const [marked, unmarked] = await Promise.all([asked({ 'X-Canary': 'always' }), asked({})]);
    expect(new Set(marked)).toEqual(new Set(['credit-2 always']));
    expect(new Set(unmarked)).toEqual(new Set(['credit-1 unmarked']));
  });

  test('set by hand, outside a request; twice, or in a list, as HAProxy reads it', async () => {
    await using consul = await startConsul();
    await using discovery = find(consul.address);
    await using _stable = await startCredit(consul.address, 'credit-1', { track: 'stable' });
    await using _canary = await startCredit(consul.address, 'credit-2', { track: 'canary' });
    await known(discovery, 'credit-1', 'credit-2');
    const by = async (headers: Record<string, string | string[]>) => {
      const { body } = await request('http://credit/', { dispatcher: discovery.dispatcher, headers });
      return (await body.text()).split(' ')[0];
    };
    expect(await by({})).toBe('credit-1');
    expect(await by({ 'X-Canary': 'always' })).toBe('credit-2');
    expect(await by({ 'x-canary': ['never', 'always'] })).toBe('credit-2');
    expect(await by({ 'X-Canary': 'never, always' })).toBe('credit-2');
    expect(await by({ 'X-Canary': 'always-not' })).toBe('credit-1');
    const dispatcher = discovery.dispatcher;
    const fetched = async (
      input: string | Request,
      headers?: Headers | Record<string, string> | [string, string][],
    ) => {
      const init = { dispatcher, ...(headers !== undefined && { headers }) } as never;
      return (await (await undiciFetch(input as string, init)).text()).split(' ')[0];
    };
    const marked = { 'X-Canary': 'always' };
    expect(await fetched('http://credit/', marked)).toBe('credit-2');
    expect(await fetched('http://credit/', Object.entries(marked) as [string, string][])).toBe('credit-2');
    expect(await fetched('http://credit/', new Headers(marked))).toBe('credit-2');
    expect(await fetched(new UndiciRequest('http://credit/', { headers: marked }) as never)).toBe('credit-2');
    expect(await fetched('http://credit/')).toBe('credit-1');
    // Node's own, and one that other interceptors stand in front of.
    const own = await fetch('http://credit/', { headers: marked, dispatcher } as never);
    expect((await own.text()).split(' ')[0]).toBe('credit-2');
    const composed = dispatcher.compose(interceptors.retry(), interceptors.redirect({ maxRedirections: 1 }));
    const { body } = await request('http://credit/', {
      dispatcher: composed,
      headers: ['x-canary', 'always'],
    });
    expect((await body.text()).split(' ')[0]).toBe('credit-2');
  });

  test('as W3C baggage, with the trace; also beside what the application has set itself', async () => {
    await using consul = await startConsul();
    await using discovery = discover('credit', {
      consul: { address: consul.address },
      mark: { baggage: 'canary=always' },
      log: () => {},
    });
    const echo = (id: string, track: 'stable' | 'canary') =>
      startCredit(consul.address, id, {
        track,
        handler: ({ headers: { baggage, traceparent } }, response) =>
          response.end(JSON.stringify({ id, baggage, traceparent })),
      });
    await using _stable = await echo('credit-1', 'stable');
    await using _canary = await echo('credit-2', 'canary');
    await known(discovery, 'credit-1', 'credit-2');
    let own: Record<string, string> = {};
    await using message = await startService({
      handler: async (_request, response) => {
        const options = { dispatcher: discovery.dispatcher, headers: own };
        response.end(await (await request('http://credit/', options)).body.text());
      },
      ...{ name: 'message', address: '127.0.0.1', drainMs: 0, signals: false, log: () => {} },
      consul: { address: consul.address },
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const baggage = 'user=7,canary=always;ttl=1';
    const marked = async () => (await fetch(message.url, { headers: { baggage, traceparent } })).json();
    expect(await marked()).toEqual({ id: 'credit-2', baggage, traceparent });
    own = { baggage: 'user=8' };
    expect(await marked()).toEqual({ id: 'credit-2', baggage: 'canary=always,user=8', traceparent });
    const bare = await fetch(message.url, { headers: { baggage: 'canary=always-not' } });
    expect(await bare.json()).toMatchObject({ id: 'credit-1' });
    // What grew too long on its way is not carried on.
    own = {};
    const long = await fetch(message.url, { headers: { baggage: `x=${'y'.repeat(9_000)}` } });
    expect(await long.json()).toEqual({ id: 'credit-1' });
  });
});

test('with canaries alone, an unmarked request is told so', async () => {
  await using consul = await startConsul();
  await using discovery = find(consul.address);
  await using _canary = await startCredit(consul.address, 'credit-2', { track: 'canary' });
  await known(discovery, 'credit-2');
  await expect(ask(discovery)).rejects.toThrow(
    'No healthy instance of credit for a request that is not marked (X-Canary: always): there are only canaries, credit-2',
  );
});

test('what somebody has registered that is no address or port is named, and nothing is sent there', async () => {
  await using consul = await startConsul();
  const log: string[] = [];
  await using discovery = find(consul.address, (line) => log.push(line));
  const evil = { ID: 'credit-9', Name: 'credit', Address: 'evil.example/@127.0.0.1', Port: 80 };
  await consul.put('/agent/service/register', evil);
  await using _credit = await startCredit(consul.address, 'credit-1');
  await known(discovery, 'credit-1');
  await eventually('it is named', () =>
    log.some((line) => line.includes('nothing is sent to: "credit-9" has no address')),
  );
  expect(await ask(discovery)).toBe('credit-1 unmarked');
});

test('an index that goes backwards, and an agent that answers at once: no wrong view and no busy loop', async () => {
  // A fake agent: the real one does not go backwards on demand.
  const asked: string[] = [];
  const indexes = [7, 9, 3];
  const agent = createServer((incoming, response) => {
    asked.push(new URL(incoming.url ?? '', 'http://x').searchParams.get('index') ?? 'none');
    response
      .writeHead(200, { 'content-type': 'application/json', 'x-consul-index': indexes.shift() ?? 3 })
      .end('[]');
  });
  await once(agent.listen(0, '127.0.0.1'), 'listening');
  const discovery = find(`127.0.0.1:${(agent.address() as AddressInfo).port}`);
  const startedAt = performance.now();
  await eventually('it was asked six times', () => asked.length >= 6);
  expect(asked.slice(0, 5)).toEqual(['none', '7', '9', 'none', '3']);
  // Six questions take at least the five pauses between them.
  expect(performance.now() - startedAt).toBeGreaterThan(5 * 40);
  await discovery.close();
  agent.close();
});

test('another datacenter is asked for', async () => {
  await using consul = await startConsul();
  const log: string[] = [];
  await using _discovery = discover('credit', {
    consul: { address: consul.address },
    datacenter: 'elsewhere',
    log: (line) => void log.push(line),
  });
  await eventually('Consul knows no way there', () =>
    log.some((line) => line.includes('No path to datacenter')),
  );
});

test('wrong options are said at once', () => {
  expect(() => discover('no.dots', { avoidMs: -1 })).toThrow(OptionsError);
});
