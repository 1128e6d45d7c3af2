import { once } from 'node:events';
import { createServer } from 'node:net';
import { free, statistics } from './fake-haproxy.js';

/** What a runtime socket answers to each command; to others nothing. */
export type RuntimeAnswers = Readonly<Record<string, string>>;

/** A fake runtime socket on a free port. */
export async function runtimeSocket(answers: RuntimeAnswers): Promise<AsyncDisposable & { host: string }> {
  const server = createServer({ allowHalfOpen: true }, (connection) => {
    let asked = '';
    connection.setEncoding('utf8').on('data', (part: string) => {
      asked += part;
    });
    connection.on('end', () => connection.end(answers[asked.trim()] ?? ''));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    host: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** A HAProxy whose name server has never answered: no slot has an address. */
export const SILENT_DNS: RuntimeAnswers = {
  'show info': 'Version: 2.6.12\nPid: 4711\n',
  'show stat': statistics([free('stable-1'), free('canary-1')]),
  'show servers state': `1
# be_name srv_name srv_iweight srvrecord
message stable-1 1 _service-v1._tcp.service.consul
message canary-1 1 _service-v2._tcp.service.consul
`,
  'show resolvers':
    'Resolvers section consul\n nameserver agent:\n  sent:        24\n  valid:       0\n  timeout:     21\n',
};
