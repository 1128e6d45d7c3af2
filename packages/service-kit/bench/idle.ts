// SIGTERM with 10,000 idle connections: how long does leaving take, and is a request in flight among them answered?
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { eventually } from 'workbench/eventually';
import { freePort } from 'workbench/free-port';
import { startConsul } from '../test/support/consul-agent.js';

const CONNECTIONS = process.argv.includes('--quick') ? 2_000 : 10_000;

const limit = Number(execFileSync('bash', ['-c', 'ulimit -n'], { encoding: 'utf8' }));
if (limit < CONNECTIONS + 100) throw new Error(`wants more file descriptors than ${limit}`);
const consul = await startConsul();
const port = await freePort();
const child = spawn(process.execPath, [fileURLToPath(new URL('working-service.js', import.meta.url))], {
  env: {
    ...{ SERVICE_NAME: 'idle', SERVICE_ADDRESS: '127.0.0.1', SERVICE_DRAIN_MS: '500' },
    ...{ PORT: String(port), CONSUL_HTTP_ADDR: consul.address },
  },
  stdio: ['pipe', 'ignore', 'inherit'],
});
const ended = once(child, 'exit');
await eventually('it is registered', async () => (await consul.instances('idle')).length === 1);
const sockets: Socket[] = [];
while (sockets.length < CONNECTIONS) {
  const some = Array.from({ length: 500 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  await Promise.all(some.map((socket) => once(socket, 'connect')));
  sockets.push(...some);
}
const startedAt = performance.now();
child.kill('SIGTERM');
const [response] = (await once(get(`http://127.0.0.1:${port}/`), 'response')) as [IncomingMessage];
response.resume();
const [code] = await ended;
console.log(
  `${CONNECTIONS} idle connections: left with ${code} after ${Math.round(performance.now() - startedAt)} ms, the request among them answered with ${response.statusCode}`,
);
process.exitCode = code === 0 && response.statusCode === 200 ? 0 : 1;
for (const socket of sockets) socket.destroy();
await consul[Symbol.asyncDispose]();
