import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { startService } from '../src/index.js';
import { startConsul } from './support/consul-agent.js';
import { ask } from './support/request.js';

const PROGRAM = fileURLToPath(new URL('fixtures/holding-service.js', import.meta.url));

/** Runs the service by a line of the shell, in which `"$NODE" "$PROGRAM"` starts it. */
async function inShell(line: string, consulAddress: string) {
  const port = await freePort();
  const child = spawn('bash', ['-c', line], {
    env: {
      NODE: process.execPath,
      PROGRAM,
      SERVICE_NAME: 'troubled',
      SERVICE_ADDRESS: '127.0.0.1',
      SERVICE_DRAIN_MS: '300',
      PORT: String(port),
      CONSUL_HTTP_ADDR: consulAddress,
    },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(child, 'exit');
  return { url: `http://127.0.0.1:${port}`, port, ended, leave: () => void child.kill('SIGTERM') };
}

test('Consul hangs, is killed and comes back empty under load: no request is lost, and the service is back', async () => {
  const httpPort = await freePort();
  const first = await startConsul({ httpPort });
  const log: string[] = [];
  const noticed = (what: string) => eventually(what, () => log.some((line) => line.includes(what)));
  await using service = await startService({
    handler: (_request, response) => response.end('hello'),
    ...{ name: 'troubled', address: '127.0.0.1', drainMs: 0, signals: false },
    log: (line) => void log.push(line),
    consul: { address: first.address, timeoutMs: 300 },
  });
  await service.registered;
  let [answered, ended] = [0, false];
  const load = Array.from({ length: 4 }, async () => {
    while (!ended) {
      // It throws when the connection fails.
      expect(await ask(service.url)).toMatchObject({ status: 200, body: 'hello' });
      answered++;
    }
  });
  first.signal('SIGSTOP');
  await noticed('no answer within');
  first.signal('SIGCONT');
  await first[Symbol.asyncDispose]();
  await noticed('ECONNREFUSED');
  await using second = await startConsul({ httpPort });
  await eventually('it is back', async () => (await second.instances('troubled')).length === 1);
  ended = true;
  await Promise.all(load);
  expect(answered).toBeGreaterThan(100);
});

test('with 64 file descriptors: more connections than that are refused or wait, and then all is well again', async () => {
  await using consul = await startConsul();
  const { url, port, ended, leave } = await inShell('ulimit -n 64; exec "$NODE" "$PROGRAM"', consul.address);
  await eventually('it is registered', async () => (await consul.instances('troubled')).length === 1);
  const sockets: Socket[] = Array.from({ length: 200 }, () =>
    connect(port, '127.0.0.1').on('error', () => {}),
  );
  await eventually('all have tried', () => sockets.every(({ connecting }) => !connecting));
  for (const socket of sockets) socket.destroy();
  await eventually('it answers', () =>
    ask(url).then(
      ({ status }) => status === 200,
      () => false,
    ),
  );
  await eventually('it is registered', async () => (await consul.instances('troubled')).length === 1);
  leave();
  expect(await ended).toEqual([0, null]);
  expect(await consul.instances('troubled')).toEqual([]);
});

test.each([
  ['the disk is full', 'exec "$NODE" "$PROGRAM" 2> /dev/full'],
  ['nobody reads the log', 'exec "$NODE" "$PROGRAM" 2> >(exit)'],
])('%s: it serves, and leaves in order', async (_what, line) => {
  await using consul = await startConsul();
  const { url, ended, leave } = await inShell(line, consul.address);
  await eventually('it is registered', async () => (await consul.instances('troubled')).length === 1);
  expect((await ask(url)).status).toBe(200);
  // A line of the log for each of these.
  for (let time = 0; time < 3; time++) {
    const [only] = await consul.instances('troubled');
    await consul.put(`/agent/service/deregister/${only?.Service.ID}`);
    await eventually('it is back', async () => (await consul.instances('troubled')).length === 1);
  }
  leave();
  expect(await ended).toEqual([0, null]);
  expect(await consul.instances('troubled')).toEqual([]);
});
