import { afterAll, beforeAll, expect, test } from 'vitest';
import { type VerifyOptions, verify } from '../../src/index.js';
import type { Tool } from '../../src/system/tool.js';
import { type FakeServer, fakeServer, replica } from '../fake-server.js';
import { describeWith, type RunningProxy, startProxy } from './running-proxy.js';

let stable: FakeServer;
let canary: FakeServer;
beforeAll(async () => {
  stable = await fakeServer(replica('stable', 'a-0'));
  canary = await fakeServer(replica('canary', 'b-0'));
});
afterAll(async () => {
  await stable[Symbol.asyncDispose]();
  await canary[Symbol.asyncDispose]();
});

/** nginx in the foreground, with these lines in `http` and these in its only location. */
function nginxWith(tool: Tool, http: readonly string[], location: readonly string[]): Promise<RunningProxy> {
  const host = (server: FakeServer) => new URL(server.url).host;
  const config = (port: number, folder: string) => `
daemon off; master_process off; pid ${folder}/nginx.pid; error_log stderr crit;
events { worker_connections 512; }
http {
  access_log off; keepalive_timeout 60;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  proxy_cache_path ${folder}/cache keys_zone=kept:1m;
  ${http.join('\n  ').replaceAll('STABLE', host(stable)).replaceAll('CANARY', host(canary))}
  server { listen 127.0.0.1:${port}; location / { ${location.join(' ')} } }
}`;
  return startProxy({
    ...{ name: 'nginx', tool },
    files: (port, folder) => ({ 'nginx.conf': config(port, folder) }),
    argv: (_, folder) => ['-p', folder, '-c', `${folder}/nginx.conf`],
  });
}

const NINE_TO_ONE = ['upstream shop { server STABLE weight=9; server CANARY weight=1; }'];
const TO_SHOP = ['proxy_pass http://shop;'];

await describeWith('nginx', (tool) => {
  const on = async (proxy: RunningProxy, more: Partial<VerifyOptions> = {}) =>
    verify({ target: proxy.url, expect: '10%', ...more });

  test('with weights of 9 to 1 gives the canary its tenth', async () => {
    await using proxy = await nginxWith(tool, NINE_TO_ONE, TO_SHOP);
    expect(await on(proxy)).toMatchObject({ verdict: 'matches', statuses: {} });
  });

  test('with a cache that says so has no verdict on the split', async () => {
    const cached = [
      'proxy_cache kept;',
      'proxy_cache_valid 200 10m;',
      'add_header X-Cache-Status $upstream_cache_status;',
    ];
    await using proxy = await nginxWith(tool, NINE_TO_ONE, [...TO_SHOP, ...cached]);
    for (const expectation of ['10%', '0%', '90%'])
      expect(await on(proxy, { expect: expectation }), expectation).toMatchObject({
        verdict: 'unmeasured',
        diagnosis: [{ kind: 'cached', sign: { header: 'x-cache-status', value: 'HIT' } }],
      });
  });

  test('with a cache that is passed by is measured', async () => {
    const passed = ['proxy_cache kept;', 'proxy_cache_bypass 1;', 'proxy_no_cache 1;'];
    const says = ['add_header X-Cache-Status $upstream_cache_status;'];
    await using proxy = await nginxWith(tool, NINE_TO_ONE, [...TO_SHOP, ...passed, ...says]);
    expect(await on(proxy)).toMatchObject({ verdict: 'matches' });
  });

  test('that keeps each address with one server differs by its one replica, and says what looks the same', async () => {
    const byAddress = ['upstream shop { ip_hash; server STABLE weight=9; server CANARY weight=1; }'];
    await using proxy = await nginxWith(tool, byAddress, TO_SHOP);
    const known = await on(proxy, { replicas: { stable: 9, canary: 1 } });
    expect(['unmeasured', 'differs']).toContain(known.verdict);
    expect(Object.keys(known.instances)).toHaveLength(1);
    if ('a-0' in known.instances) expect(known).toMatchObject({ verdict: 'unmeasured' });
  });

  test.each([
    [401, 'return 401;'],
    [403, 'return 403;'],
    [404, 'return 404 "<html>404 Not Found</html>";'],
  ])('that answers %i to everything is named by its status', async (status, line) => {
    await using proxy = await nginxWith(tool, [], [line]);
    expect(await on(proxy)).toMatchObject({
      verdict: 'unmeasured',
      statuses: { [status]: 10 },
      diagnosis: [{ kind: 'unidentified', statuses: [{ status, responses: 10 }] }],
    });
  });

  test('that limits the rate is named by its status', async () => {
    const limit = [
      'limit_req_zone $binary_remote_addr zone=one:1m rate=1r/s;',
      'limit_req_status 429;',
      ...NINE_TO_ONE,
    ];
    await using proxy = await nginxWith(tool, limit, ['limit_req zone=one;', ...TO_SHOP]);
    const verdict = await on(proxy);
    expect(verdict.verdict).toBe('unmeasured');
    expect(verdict.statuses['429']).toBeGreaterThan(5);
  });

  test('that refuses three of ten requests is named by its status, beside the others', async () => {
    const refusing = ['split_clients $request_id $refused { 30% 1; * 0; }', ...NINE_TO_ONE];
    await using proxy = await nginxWith(tool, refusing, ['if ($refused) { return 403; }', ...TO_SHOP]);
    const verdict = await on(proxy);
    expect(verdict.verdict).toBe('unmeasured');
    expect(verdict.statuses).toEqual({ '403': verdict.unidentified });
    expect(verdict.diagnosis.map(({ kind }) => kind)).toContain('unidentified');
  });
});
