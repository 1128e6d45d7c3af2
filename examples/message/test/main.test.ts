import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { type RedisServer, startRedis } from '../../test-support/redis-server.js';
import { runService, type ServiceProcess } from '../../test-support/service-process.js';

let redis: RedisServer;
let credit: ServiceProcess;
let env: Record<string, string>;

beforeAll(async () => {
  redis = await startRedis();
  credit = await runService('credit', { REDIS_URL: redis.url });
  env = { REDIS_URL: redis.url, CREDIT_URL: credit.url };
});
afterAll(async () => {
  await credit[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

function post(service: ServiceProcess, body: string | ReadableStream): Promise<Response> {
  return fetch(`${service.url}/messages`, { method: 'POST', body, duplex: 'half' } as RequestInit);
}

const hello = JSON.stringify({ account: 'ann', text: 'hello' });

test('stable and canary are the same program with the same messages, and one feature apart', async () => {
  await using stable = await runService('message', {
    ...env,
    SERVICE_VERSION: '1.0.0',
    SERVICE_TRACK: 'stable',
  });
  await using canary = await runService('message', {
    ...env,
    SERVICE_VERSION: '2.0.0',
    SERVICE_TRACK: 'canary',
    FEATURES: 'message-count',
  });
  await eventually('a message is accepted', async () => (await post(stable, hello)).status === 201);
  const counted = await fetch(`${canary.url}/messages/count`);
  expect(await counted.json()).toEqual({ count: 1 });
  expect(counted.headers.get('x-service-track')).toBe('canary');
  const missing = await fetch(`${stable.url}/messages/count`);
  expect([missing.status, missing.headers.get('x-service-track')]).toEqual([404, 'stable']);
});

test('a body without end is refused and not read', async () => {
  await using service = await runService('message', env);
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('a'.repeat(4096))),
  });
  const answer = await post(service, endless).then(
    ({ status }) => status,
    () => 'connection closed',
  );
  expect([413, 'connection closed']).toContain(answer);
  expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
});

test('a Redis that comes back is found again', async () => {
  const other = await startRedis();
  await using service = await runService('message', { ...env, REDIS_URL: other.url });
  const list = async () => (await fetch(`${service.url}/messages`)).status;
  await eventually('it has found Redis', async () => (await list()) === 200);
  await other[Symbol.asyncDispose]();
  await eventually('it has lost Redis', async () => (await list()) === 503);
  await using _ = await startRedis(other.port);
  await eventually('it has found Redis again', async () => (await list()) === 200);
});
