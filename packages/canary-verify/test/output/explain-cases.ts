import { inTurn } from '../fake-server.js';
import { oneBackend } from './fake-configuration.js';
import { fakeConsul, instances } from './fake-consul.js';
import { fakeHaproxy, free, slots } from './fake-haproxy.js';
import { named, replicas, saying503 } from './fake-proxy.js';
import type { VerdictCase } from './verdict-case.js';

const SOURCES = ['--consul', 'http://localhost:8500', '--haproxy-stats', 'http://localhost:48152/stats'];
const URL = 'http://localhost:48151/version';

/** What `explain` prints. */
export const EXPLAIN_CASES: readonly VerdictCase[] = [
  {
    title: 'explain: nothing is wrong',
    given: 'Three stable replicas and one canary, alike in Consul, in HAProxy and in the traffic.',
    argv: ['explain', ...SOURCES, URL],
    proxy: () => replicas(3, 1),
    consul: fakeConsul([...instances('service-v1', 3), ...instances('service-v2', 1)]),
    haproxy: [
      fakeHaproxy([...slots('stable', 3), free('stable-4'), ...slots('canary', 1), free('canary-2')]),
    ],
  },
  {
    title: 'explain: several things are wrong',
    given:
      'One stable replica is critical; the weights 90 and 10 are the same to HAProxy; an instance that has left is held on to.',
    argv: ['explain', ...SOURCES, '--config', 'haproxy.cfg', URL],
    proxy: () => inTurn(...named('stable', 2), ...named('canary', 2)),
    consul: fakeConsul([
      ...instances('service-v1', 2, 90),
      { service: 'service-v1', number: 3, port: 1003, weight: 90, status: 'critical' },
      ...instances('service-v2', 1, 10),
    ]),
    haproxy: [
      fakeHaproxy([...slots('stable', 2), free('stable-3'), ...slots('canary', 2), free('canary-3')]),
    ],
    files: { 'haproxy.cfg': oneBackend() },
  },
  {
    title: 'traffic-fails',
    given: 'HAProxy has one canary and no stable server, and answers every unmarked request with 503.',
    argv: ['explain', '--haproxy-stats', 'http://localhost:48152/stats', URL],
    proxy: () => saying503,
    haproxy: [fakeHaproxy([free('stable-1'), ...slots('canary', 1)])],
  },
  {
    title: 'traffic-fails: a limiter',
    given: 'HAProxy lets nobody through, by a line that answers 429.',
    argv: ['explain', '--config', 'haproxy.cfg', URL],
    proxy: () => (_, response) => response.writeHead(429).end(),
    files: {
      'haproxy.cfg': oneBackend().replace(
        'default_backend message',
        'http-request deny deny_status 429 if { src 127.0.0.1 }\n    default_backend message',
      ),
    },
  },
  {
    title: 'explain: no source could be read',
    given: 'Nobody listens where Consul and HAProxy should.',
    argv: ['explain', ...SOURCES],
    proxy: null,
  },
];
