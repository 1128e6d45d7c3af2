import { afterAll, beforeAll, expect, test } from 'vitest';
import { thorough } from 'workbench/thorough';
import { findTools } from '../../src/topology/toolbox/find-tools.js';
import { verify } from '../../src/verify.js';
import { type FieldServers, startField, startServers, writeField } from '../haproxy/field/field-haproxy.js';

let servers: FieldServers;
beforeAll(async () => {
  servers = await startServers();
});
afterAll(() => servers[Symbol.asyncDispose]());

const ANSWER =
  ' http-request return status 200 content-type text/plain string ok hdr x-service-track stable hdr x-service-instance one\n';
const CONFIG = `defaults
 mode http
 timeout connect 1s
 timeout client 10s
 timeout server 10s
frontend kept
 bind 127.0.0.1:{P1} ssl crt maps/self.pem
${ANSWER}frontend closed
 bind 127.0.0.1:{P2} ssl crt maps/self.pem
 option httpclose
${ANSWER}`;

/** A share of leaks that takes at least so many requests to be ruled out with 99 %. */
function leakOf(requests: number): string {
  return `${(100 * (1 - 0.01 ** (1 / requests))).toFixed(6)}%`;
}

// Where HAProxy closes, the last bytes of an answer and the end of its connection come together.
test.each([
  ['keeps connections', 'P1', thorough ? 100_000 : 4_000],
  ['closes after each answer', 'P2', thorough ? 2_000 : 500],
])(
  'a HAProxy with TLS that %s answers all requests (%s): %d',
  async (_, port, requests) => {
    const { haproxy } = await findTools(['haproxy']);
    await using _running = await startField(haproxy, await writeField(CONFIG, {}, servers));
    const { verdict, failed, ...result } = await verify({
      target: `https://127.0.0.1:${servers.ports[port]}/version`,
      insecure: true,
      expect: '0%',
      leak: leakOf(requests),
      maxTimeMs: 280_000,
    });
    console.log(`${result.requests} requests over TLS: ${failed} failed`);
    expect({ verdict, failed }).toEqual({ verdict: 'matches', failed: 0 });
    expect(result.requests).toBeGreaterThanOrEqual(requests);
  },
  300_000,
);
