import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explain } from '../../../src/explain/explain.js';
import { freePorts } from '../../../src/topology/free-port.js';
import { fakeServer, replica } from '../../fake-server.js';
import { runHaproxy } from '../run-haproxy.js';

test('requests that HAProxy sent on are no answers of the server that did not take them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sent-on-'));
  const [door = 0, closed = 0] = await freePorts(2);
  await using stable = await fakeServer(replica('stable', 'stable-1'));
  const config = (socket: string) => `global
  stats socket ${socket} level operator
defaults
  mode http
  timeout connect 200ms
  timeout client 5s
  timeout server 5s
  retries 1
  option redispatch 1
frontend shop
  bind 127.0.0.1:${door}
  default_backend app
backend app
  balance roundrobin
  server stable-1 ${new URL(stable.url).host}
  server canary-1 127.0.0.1:${closed}
`;
  try {
    await using haproxy = await runHaproxy(folder, config);
    const target = `http://127.0.0.1:${door}/version`;
    const { instances, diagnosis } = await explain({
      target,
      haproxyStats: [haproxy.socket],
      maxRequests: 40,
    });
    const servers = instances.flatMap((one) => one.haproxy);
    const canary = servers.find(({ slot }) => slot === 'canary-1');
    expect(canary).toMatchObject({ answered: 0 });
    expect(canary?.sentOn).toBeGreaterThan(10);
    expect(diagnosis).toContainEqual(
      expect.objectContaining({
        kind: 'sent-on',
        servers: [{ slot: 'app/canary-1', sentOn: canary?.sentOn, retried: canary?.retried, answered: 0 }],
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
