import { expect, test } from 'vitest';
import { verify } from '../../src/index.js';
import type { Tool } from '../../src/system/tool.js';
import { fakeServer, inTurn, replica } from '../fake-server.js';
import { describeWith, type RunningProxy, startProxy } from './running-proxy.js';

/** Varnish before a server; `vcl` decides what it keeps. */
function varnishWith(tool: Tool, server: string, vcl: string): Promise<RunningProxy> {
  const { hostname, port: backend } = new URL(server);
  const text = `vcl 4.1;\nbackend default { .host = "${hostname}"; .port = "${backend}"; }\n${vcl}\n`;
  return startProxy({
    ...{ name: 'varnish', tool },
    files: () => ({ 'shop.vcl': text }),
    argv: (port, folder) => [
      ...['-F', '-j', 'none', '-n', `${folder}/state`, '-s', 'malloc,16m'],
      ...['-a', `127.0.0.1:${port}`, '-f', `${folder}/shop.vcl`],
    ],
  });
}

const nineAndOne = () =>
  inTurn(
    ...Array.from({ length: 9 }, (_, index) => replica('stable', `a-${index}`)),
    replica('canary', 'b-0'),
  );
const KEEPS = 'sub vcl_backend_response { set beresp.ttl = 10m; }';
const PASSES = 'sub vcl_recv { return (pass); }';

await describeWith('varnishd', (tool) => {
  test('that keeps responses has no verdict on the split', async () => {
    await using server = await fakeServer(nineAndOne());
    await using proxy = await varnishWith(tool, server.url, KEEPS);
    for (const expectation of ['10%', '0%', '90%']) {
      const verdict = await verify({ target: proxy.url, expect: expectation });
      expect(verdict, expectation).toMatchObject({ verdict: 'unmeasured', diagnosis: [{ kind: 'cached' }] });
    }
  });

  test('that passes everything on is measured, although it sends Age: 0 and X-Varnish', async () => {
    await using server = await fakeServer(nineAndOne());
    await using proxy = await varnishWith(tool, server.url, PASSES);
    expect(await verify({ target: proxy.url, expect: '10%' })).toMatchObject({
      verdict: 'matches',
      diagnosis: [],
    });
  });
});
