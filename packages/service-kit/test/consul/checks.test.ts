import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { type CheckOptions, startService } from '../../src/index.js';
import { type ConsulAgent, startConsul } from '../support/consul-agent.js';

let consul: ConsulAgent;
beforeAll(async () => {
  consul = await startConsul();
});
afterAll(() => consul[Symbol.asyncDispose]());

function start(name: string, checks: readonly CheckOptions[], port = 0) {
  return startService({
    handler: (_request, response) => response.end(),
    ...{ name, id: `${name}-1`, address: '127.0.0.1', port, checks },
    consul: { address: consul.address },
    ...{ drainMs: 0, signals: false, log: () => {} },
  });
}

async function statuses(name: string): Promise<Record<string, string>> {
  const [only] = await consul.instances(name);
  const own = (only?.Checks ?? []).filter(({ ServiceID }) => ServiceID !== '');
  return Object.fromEntries(own.map(({ CheckID, Status }) => [CheckID, Status]));
}

test('HTTP, TCP and TTL at once, all passing', async () => {
  const checks: CheckOptions[] = [
    { type: 'http', path: '/health/live', intervalMs: 200 },
    { type: 'tcp', intervalMs: 200 },
    { type: 'ttl', ttlMs: 600 },
  ];
  await using _service = await start('several', checks);
  await eventually('all three pass', async () => {
    const { 'several-1-http': http, 'several-1-tcp': tcp, 'several-1-ttl': ttl } = await statuses('several');
    return http === 'passing' && tcp === 'passing' && ttl === 'passing';
  });
});

test('a TTL check tells that the service is leaving', async () => {
  const service = await startService({
    handler: (_request, response) => response.end(),
    ...{ name: 'beating', id: 'beating-1', address: '127.0.0.1', checks: [{ type: 'ttl', ttlMs: 600 }] },
    consul: { address: consul.address },
    ...{ drainMs: 0, signals: false, log: () => {} },
  });
  await eventually('it passes', async () => (await statuses('beating'))['beating-1-ttl'] === 'passing');
  await service.stop();
  expect(await consul.instances('beating')).toEqual([]);
});

test('gRPC: Consul asks the health protocol of a gRPC server', async () => {
  // The least that speaks grpc.health.v1: every answer is SERVING (field 1 = 1).
  const grpc = createServer().on('stream', (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.from([0, 0, 0, 0, 2, 8, 1]));
  });
  await once(grpc.listen(0, '127.0.0.1'), 'listening');
  const { port } = grpc.address() as AddressInfo;
  const body = { type: 'grpc', intervalMs: 200 } as const;
  // The check goes to the service's own address and port, where our service answers HTTP/1: that must fail.
  await using _service = await start('rpc', [body]);
  await eventually('HTTP/1 is no gRPC', async () => (await statuses('rpc'))['rpc-1-grpc'] === 'critical');
  const check = {
    ID: 'grpc-there',
    Name: 'x',
    GRPC: `127.0.0.1:${port}`,
    GRPCUseTLS: false,
    Interval: '200ms',
  };
  await consul.put('/agent/check/register', check);
  await eventually('a gRPC server passes', async () => {
    const all = (await consul.get('/agent/checks')) as Record<string, { Status: string }>;
    return all['grpc-there']?.Status === 'passing';
  });
  grpc.close();
});

test('a check that was given up does not stay behind', async () => {
  const first = await start('renewed', [{ type: 'tcp' }, { type: 'ttl' }]);
  await first.registered;
  await using second = await start('renewed', [{ type: 'tcp' }]);
  await second.registered;
  await eventually(
    'only one check is left',
    async () => Object.keys(await statuses('renewed')).join() === 'renewed-1-tcp',
  );
  await first.stop();
});

test('a TTL of half a minute tells at once that the service has become ready, and that it is so no longer', async () => {
  let up = false;
  await using service = await startService({
    handler: (_request, response) => response.end(),
    ...{ name: 'wavering', id: 'wavering-1', address: '127.0.0.1', checks: [{ type: 'ttl', ttlMs: 30_000 }] },
    readiness: {
      database: () => {
        if (!up) throw new Error('away');
      },
    },
    consul: { address: consul.address },
    ...{ drainMs: 0, signals: false, log: () => {} },
  });
  await service.registered;
  const says = (status: string, output: string) =>
    eventually(`it is ${status}`, async () => {
      const { 'wavering-1-ttl': check } = (await consul.get('/agent/checks')) as Record<
        string,
        { Status: string; Output: string }
      >;
      return check?.Status === status && check.Output === output;
    });
  await says('critical', 'database: away');
  const startedAt = performance.now();
  up = true;
  await says('passing', 'ready');
  up = false;
  await says('critical', 'database: away');
  // A beat comes every ten seconds.
  expect(performance.now() - startedAt).toBeLessThan(8_000);
});

test('a TTL of half a minute passes at once, and at once again when the agent has lost it', async () => {
  await using service = await start('patient', [{ type: 'ttl', ttlMs: 30_000 }]);
  await service.registered;
  const startedAt = performance.now();
  const passes = () =>
    eventually('it passes', async () => (await statuses('patient'))['patient-1-ttl'] === 'passing');
  await passes();
  await consul.put('/agent/service/deregister/patient-1');
  await passes();
  // The first beat by itself would come after ten seconds.
  expect(performance.now() - startedAt).toBeLessThan(8_000);
});
