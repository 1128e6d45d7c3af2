import { randomUUID } from 'node:crypto';
import type { RedisClientType } from 'redis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { type RedisServer, startRedis } from '../../test-support/redis-server.js';
import { runService, type ServiceProcess } from '../../test-support/service-process.js';
import { application, type Feature } from '../src/app.js';
import { Credit } from '../src/credit.js';
import type { Message } from '../src/messages.js';
import { Messages } from '../src/messages.js';
import { connectToRedis } from '../src/redis.js';

/** Message has a Redis of its own here, so that it can be taken away from it alone. */
let ownRedis: RedisServer;
let creditRedis: RedisServer;
let credit: ServiceProcess;
let redis: RedisClientType;
let log: string[];

beforeAll(async () => {
  [ownRedis, creditRedis] = await Promise.all([startRedis(), startRedis()]);
  redis = await connected(ownRedis);
  credit = await runService('credit', { REDIS_URL: creditRedis.url, CREDIT_INITIAL: '3' });
  await eventually('credit has found Redis', async () => (await fetch(`${credit.url}/accounts/any`)).ok);
});
afterAll(async () => {
  redis.destroy();
  await Promise.all([credit, ownRedis, creditRedis].map((part) => part[Symbol.asyncDispose]()));
});
beforeEach(async () => {
  log = [];
  await redis.flushAll();
});

async function connected(server: RedisServer): Promise<RedisClientType> {
  const client = connectToRedis(server.url, () => {});
  await eventually('Redis is connected', () => client.isReady);
  return client;
}

interface Parts {
  connection?: RedisClientType;
  creditUrl?: string;
  features?: Feature[];
}

interface Reply {
  status: number;
  body: Partial<Message> & { error?: string; messages?: Message[]; count?: number };
}

/** One replica. */
function message({ connection = redis, creditUrl = credit.url, features = [] }: Parts = {}) {
  const parts = {
    messages: new Messages(connection),
    credit: new Credit(creditUrl, 1_000),
    log: (line: string) => void log.push(line),
  };
  const app = application(parts, new Set(features));
  return async (path: string, body?: unknown): Promise<Reply> => {
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await app.request(path, sent === undefined ? {} : { method: 'POST', body: sent });
    return { status: response.status, body: (await response.json()) as Reply['body'] };
  };
}

async function balance(account: string): Promise<number> {
  const response = await fetch(`${credit.url}/accounts/${account}`);
  return ((await response.json()) as { balance: number }).balance;
}

test('a message is charged for, stored and listed, the newest first, by any replica', async () => {
  const account = randomUUID();
  const first = await message()('/messages', { account, text: 'one' });
  expect(first).toMatchObject({ status: 201, body: { account, text: 'one' } });
  await message()('/messages', { account, text: 'two' });
  expect(await balance(account)).toBe(1);
  const { body } = await message()('/messages');
  expect(body.messages?.map(({ text }) => text)).toEqual(['two', 'one']);
  expect(body.messages?.[1]).toEqual(first.body);
});

test('a limit limits the list', async () => {
  for (const text of ['one', 'two']) await message()('/messages', { account: randomUUID(), text });
  expect((await message()('/messages?limit=1')).body.messages).toMatchObject([{ text: 'two' }]);
});

test('without credit a message is refused, with the reason, and not stored', async () => {
  const account = randomUUID();
  const statuses = [];
  for (const text of ['1', '2', '3']) statuses.push((await message()('/messages', { account, text })).status);
  expect(statuses).toEqual([201, 201, 201]);
  expect(await message()('/messages', { account, text: '4' })).toEqual({
    status: 402,
    body: { error: 'not enough credit: 0 left, 1 needed' },
  });
  expect((await message()('/messages')).body.messages).toHaveLength(3);
});

describe('the canary feature', () => {
  test('counts the messages where it is on', async () => {
    await message()('/messages', { account: randomUUID(), text: 'one' });
    expect(await message({ features: ['message-count'] })('/messages/count')).toEqual({
      status: 200,
      body: { count: 1 },
    });
  });

  test('is not there where it is off', async () => {
    expect((await message()('/messages/count')).status).toBe(404);
  });
});

describe('no money is lost', () => {
  test('when the message cannot be stored the charge is taken back', async () => {
    const account = randomUUID();
    const doomed = await startRedis();
    const connection = await connected(doomed);
    await doomed[Symbol.asyncDispose]();
    const reply = await message({ connection })('/messages', { account, text: 'hi' });
    expect(reply).toMatchObject({
      status: 503,
      body: { error: expect.stringContaining('cannot be reached') },
    });
    expect(await balance(account)).toBe(3);
    expect(log.join()).not.toContain('in doubt');
    connection.destroy();
  });

  test('when credit does not answer nothing is stored, the reason is said and the doubt is logged', async () => {
    const creditUrl = `http://127.0.0.1:${await freePort()}`;
    const account = randomUUID();
    expect(await message({ creditUrl })('/messages', { account, text: 'hi' })).toEqual({
      status: 503,
      body: { error: 'credit does not answer: nothing was accepted' },
    });
    expect((await message()('/messages')).body.messages).toEqual([]);
    expect(log).toContainEqual(
      expect.stringMatching(new RegExp(`charge .+ of account ${account} is in doubt`)),
    );
  });

  test('a charge that credit makes only after message has given up is taken back too', async () => {
    const account = randomUUID();
    credit.signal('SIGSTOP');
    const reply = await message()('/messages', { account, text: 'hi' });
    expect(reply.status).toBe(503);
    const id = /charge (\S+) of/.exec(log.join())?.[1];
    // What was sent to it is still waiting in its sockets.
    credit.signal('SIGCONT');
    const charges = `${credit.url}/accounts/${account}/charges`;
    const body = JSON.stringify({ id, amount: 1 });
    const chargeAgain = async () => (await fetch(charges, { method: 'POST', body })).status;
    await eventually('the charge counts as taken back', async () => (await chargeAgain()) === 409);
    expect(await balance(account)).toBe(3);
    expect((await message()('/messages')).body.messages).toEqual([]);
  });
});

describe('bad input gets a reason', () => {
  const account = 'account must be';
  const text = 'text must be';
  test.each([
    ['{"account":', 400, 'the body must be JSON'],
    ['', 400, 'the body must be JSON'],
    ['"text"', 400, 'the body must be a JSON object'],
    ['{"text":"hi"}', 400, account],
    ['{"account":7,"text":"hi"}', 400, account],
    ['{"account":"../ann","text":"hi"}', 400, account],
    ['{"account":"","text":"hi"}', 400, account],
    ['{"account":"ann"}', 400, text],
    ['{"account":"ann","text":""}', 400, text],
    ['{"account":"ann","text":" \\n "}', 400, text],
    ['{"account":"ann","text":["hi"]}', 400, text],
    [`{"account":"ann","text":"${'a'.repeat(1001)}"}`, 400, text],
    ['x'.repeat(20_000), 413, 'must not be larger than 16 kB'],
  ])('%s: %i', async (body, status, reason) => {
    expect(await message()('/messages', body)).toEqual({
      status,
      body: { error: expect.stringContaining(reason) },
    });
  });

  test.each(['0', '101', '-1', 'ten', '1.5', ''])('limit=%s', async (limit) => {
    const { status, body } = await message()(`/messages?limit=${limit}`);
    expect([status, body.error]).toEqual([400, expect.stringContaining('limit must be')]);
  });

  test('an unknown path', async () => {
    expect((await message()('/message')).status).toBe(404);
  });
});
