import { expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { startRedis } from '../../test-support/redis-server.js';
import { runService } from '../../test-support/service-process.js';

const redisUrl = (port: number) => `redis://127.0.0.1:${port}`;

test('Redis may be late, go and come again: 503 with a reason meanwhile, and no crash', async () => {
  const port = await freePort();
  await using service = await runService('credit', { REDIS_URL: redisUrl(port), CREDIT_INITIAL: '5' });
  const balance = () => fetch(`${service.url}/accounts/ann`);
  const unavailable = async () => (await balance()).status === 503;
  const available = async () => (await balance()).status === 200;

  expect(await (await balance()).json()).toEqual({ error: 'the accounts cannot be reached at the moment' });
  expect(await unavailable()).toBe(true);
  {
    await using _ = await startRedis(port);
    await eventually('it has found Redis', available);
    expect(await (await balance()).json()).toEqual({ account: 'ann', balance: 5 });
  }
  await eventually('it has lost Redis', unavailable);
  await using _ = await startRedis(port);
  await eventually('it has found Redis again', available);
  service.signal('SIGTERM');
  expect(await service.ended).toBe(0);
});

test('a Redis that hangs is a 503 within its deadline, and the end of the hang is noticed', async () => {
  await using redis = await startRedis();
  await using service = await runService('credit', { REDIS_URL: redis.url });
  const balance = () => fetch(`${service.url}/accounts/ann`);
  await eventually('it has found Redis', async () => (await balance()).ok);
  redis.signal('SIGSTOP');
  const startedAt = performance.now();
  expect((await balance()).status).toBe(503);
  expect(performance.now() - startedAt).toBeLessThan(2_500);
  redis.signal('SIGCONT');
  await eventually('it has found Redis again', async () => (await balance()).ok);
});

test('it says who it is', async () => {
  await using service = await runService('credit', {
    REDIS_URL: redisUrl(await freePort()),
    SERVICE_VERSION: '1.0.0',
  });
  const response = await fetch(`${service.url}/accounts/ann`);
  expect(response.headers.get('x-service-version')).toBe('1.0.0');
});
