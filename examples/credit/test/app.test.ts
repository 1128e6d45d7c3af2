import { randomUUID } from 'node:crypto';
import type { RedisClientType } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { type RedisServer, startRedis } from '../../test-support/redis-server.js';
import { Accounts } from '../src/accounts.js';
import { application } from '../src/app.js';
import { connectToRedis } from '../src/redis.js';

interface Reply {
  status: number;
  body: { balance?: number; error?: string };
}

let server: RedisServer;
let redis: RedisClientType;
let credit: (path: string, method?: string, body?: unknown) => Promise<Reply>;

beforeAll(async () => {
  server = await startRedis();
  redis = connectToRedis(server.url, () => {});
  await eventually('Redis is connected', () => redis.isReady);
  credit = client(redis);
});
afterAll(async () => {
  redis.destroy();
  await server[Symbol.asyncDispose]();
});

function client(connection: RedisClientType): typeof credit {
  const app = application(new Accounts(connection, 10), () => {});
  return async (path, method = 'GET', body) => {
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await app.request(path, { method, ...(sent !== undefined && { body: sent }) });
    return { status: response.status, body: (await response.json()) as Reply['body'] };
  };
}

/** The path of an account that nobody has used yet. */
const newAccount = () => `/accounts/${randomUUID()}`;

test('an account begins with the initial credit', async () => {
  const account = newAccount();
  expect(await credit(account)).toMatchObject({ status: 200, body: { balance: 10 } });
});

test('a charge lowers the balance, a credit raises it', async () => {
  const account = newAccount();
  expect(await credit(`${account}/charges`, 'POST', { amount: 4 })).toMatchObject({
    status: 201,
    body: { amount: 4, balance: 6, charge: expect.any(String) },
  });
  expect(await credit(`${account}/credits`, 'POST', { amount: 100 })).toMatchObject({
    status: 201,
    body: { balance: 106 },
  });
  expect((await credit(account)).body.balance).toBe(106);
});

test('a charge that is more than what is left is refused with a reason, and changes nothing', async () => {
  const account = newAccount();
  expect(await credit(`${account}/charges`, 'POST', { amount: 11 })).toEqual({
    status: 402,
    body: { error: 'not enough credit: 10 left, 11 needed', balance: 10 },
  });
  expect((await credit(account)).body.balance).toBe(10);
});

test('of many charges at once just as many are made as there is credit', async () => {
  const account = newAccount();
  const charges = Array.from({ length: 40 }, () => credit(`${account}/charges`, 'POST', { amount: 1 }));
  const statuses = (await Promise.all(charges)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(10);
  expect(statuses.filter((status) => status === 402)).toHaveLength(30);
  expect((await credit(account)).body.balance).toBe(0);
});

test('two replicas see the same balance', async () => {
  await using other = Object.assign(
    connectToRedis(server.url, () => {}),
    {
      async [Symbol.asyncDispose]() {
        other.destroy();
      },
    },
  );
  await eventually('the other is connected', () => other.isReady);
  const account = newAccount();
  await credit(`${account}/charges`, 'POST', { amount: 3 });
  expect((await client(other)(account)).body.balance).toBe(7);
});

describe('a charge with an id', () => {
  test('is made once, however often it is sent', async () => {
    const account = newAccount();
    const send = () => credit(`${account}/charges`, 'POST', { amount: 2, id: 'once' });
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect((await credit(account)).body.balance).toBe(8);
  });

  test('can be taken back, once', async () => {
    const account = newAccount();
    await credit(`${account}/charges`, 'POST', { amount: 2, id: 'back' });
    expect(await credit(`${account}/charges/back`, 'DELETE')).toMatchObject({
      status: 200,
      body: { balance: 10 },
    });
    expect((await credit(`${account}/charges/back`, 'DELETE')).body.balance).toBe(10);
  });

  test('that is taken back before it arrives is not made', async () => {
    const account = newAccount();
    await credit(`${account}/charges/early`, 'DELETE');
    expect((await credit(`${account}/charges`, 'POST', { amount: 2, id: 'early' })).status).toBe(409);
    expect((await credit(account)).body.balance).toBe(10);
  });
});

describe('bad input gets a reason', () => {
  test.each([
    ['POST', '/accounts/ann/charges', '{"amount":', 400, 'the body must be JSON'],
    ['POST', '/accounts/ann/charges', '', 400, 'the body must be JSON'],
    ['POST', '/accounts/ann/charges', '[1]', 400, 'the body must be a JSON object'],
    ['POST', '/accounts/ann/charges', 'null', 400, 'the body must be a JSON object'],
    ['POST', '/accounts/ann/charges', '{}', 400, 'amount must be'],
    ['POST', '/accounts/ann/charges', '{"amount":"1"}', 400, 'amount must be'],
    ['POST', '/accounts/ann/charges', '{"amount":0}', 400, 'amount must be'],
    ['POST', '/accounts/ann/charges', '{"amount":-5}', 400, 'amount must be'],
    ['POST', '/accounts/ann/charges', '{"amount":1.5}', 400, 'amount must be'],
    ['POST', '/accounts/ann/charges', '{"amount":1e300}', 400, 'amount must be'],
    ['POST', '/accounts/ann/charges', '{"amount":1,"id":"a:b"}', 400, 'id must be'],
    ['POST', '/accounts/ann/charges', '{"amount":1,"id":7}', 400, 'id must be'],
    ['POST', '/accounts/ann/credits', '{"amount":1000001}', 400, 'amount must be'],
    ['POST', '/accounts/a%20b/charges', '{"amount":1}', 400, 'account must be'],
    ['POST', '/accounts/%00/charges', '{"amount":1}', 400, 'account must be'],
    ['GET', `/accounts/${'a'.repeat(64)}`, undefined, 400, 'account must be'],
    ['GET', '/accounts/%E0%A4%A', undefined, 400, 'account must be'],
    ['DELETE', '/accounts/ann/charges/a%20b', undefined, 400, 'id must be'],
    ['GET', '/accounts', undefined, 404, 'no such resource'],
    ['PATCH', '/accounts/ann', undefined, 404, 'no such resource'],
    ['POST', '/accounts/ann/charges', 'x'.repeat(20_000), 413, 'must not be larger than 16 kB'],
  ])('%s %s %s: %i', async (method, path, sent, status, reason) => {
    expect(await credit(path, method, sent)).toEqual({
      status,
      body: { error: expect.stringContaining(reason) },
    });
  });
});
