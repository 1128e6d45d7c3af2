import { inTurn } from '../fake-server.js';
import { byHeader, oneBackend } from './fake-configuration.js';
import { fakeConsul, instances } from './fake-consul.js';
import { fakeHaproxy, free, slots } from './fake-haproxy.js';
import { named, replicas, saying503 } from './fake-proxy.js';
import { SILENT_DNS } from './fake-runtime-socket.js';
import type { VerdictCase } from './verdict-case.js';

const CONSUL = ['--consul', 'http://localhost:8500'];
const STATS = ['--haproxy-stats', 'http://localhost:48152/stats'];
const SECOND = ['--haproxy-stats', 'http://localhost:48153/stats'];
const CONFIG = ['--config', 'haproxy.cfg'];
const MARKED = ['--expect', '100%', '-H', 'X-Canary: always'];

const replicasIn = (stable: number, canary: number, weights = [1, 1]) => [
  ...instances('service-v1', stable, weights[0]),
  ...instances('service-v2', canary, weights[1]),
];

/**
 * Where a replica that Consul knows never answers, the warm-up takes as long as it may: then the counts repeat only if each
 * replica has the same.
 *
 * What is wrong between Consul, HAProxy and the traffic, each under the name of its kind.
 */
export const CAUSE_CASES: readonly VerdictCase[] = [
  {
    title: 'source-unreadable',
    given: 'Nine stable replicas and one canary; nobody listens where HAProxy should show its statistics.',
    argv: ['--expect', '25%', ...STATS],
    proxy: () => replicas(9, 1),
  },
  {
    title: 'addresses-hidden',
    given: 'HAProxy shows its servers without their addresses: `stats show-legends` is missing.',
    argv: ['--expect', '25%', ...STATS],
    proxy: () => replicas(9, 1),
    haproxy: [fakeHaproxy([...slots('stable', 9), ...slots('canary', 1)], { addresses: false })],
  },
  {
    title: 'weights-divided',
    given: 'Consul has the weights 90 and 10, and HAProxy 1 and 1.',
    argv: ['--expect', '10%', ...CONSUL, ...STATS],
    proxy: () => replicas(1, 1),
    consul: fakeConsul(replicasIn(1, 1, [90, 10])),
    haproxy: [fakeHaproxy([...slots('stable', 1), ...slots('canary', 1)])],
  },
  {
    title: 'too-few-slots',
    given: 'Three canaries are healthy, but the template has two slots.',
    argv: ['--expect', '25%', '-n', '220', ...CONSUL, ...STATS],
    proxy: () => replicas(9, 2),
    consul: fakeConsul(replicasIn(9, 3)),
    haproxy: [fakeHaproxy([...slots('stable', 9), free('stable-10'), ...slots('canary', 2)])],
  },
  {
    title: 'dns-truncated',
    given: 'Twelve stable replicas are healthy, and HAProxy knows five of them.',
    argv: ['--expect', '7.7%', '-n', '60', ...CONSUL, ...STATS],
    proxy: () => replicas(5, 1),
    consul: fakeConsul(replicasIn(12, 1)),
    haproxy: [
      fakeHaproxy([...slots('stable', 5), free('stable-6'), ...slots('canary', 1), free('canary-2')]),
    ],
  },
  {
    title: 'passing-not-served',
    given: 'The second canary is healthy in Consul, and DOWN in HAProxy.',
    argv: ['--expect', '20%', '-n', '90', ...CONSUL, ...STATS],
    proxy: () => replicas(8, 1),
    consul: fakeConsul(replicasIn(8, 2)),
    haproxy: [
      fakeHaproxy([
        ...slots('stable', 8),
        ...slots('canary', 2).map((slot) => (slot.name === 'canary-2' ? { ...slot, status: 'DOWN' } : slot)),
      ]),
    ],
  },
  {
    title: 'served-not-passing',
    given: 'The second canary is critical in Consul, and HAProxy holds on to it.',
    argv: ['--expect', '10%', ...CONSUL, ...STATS, ...CONFIG],
    proxy: () => replicas(8, 2),
    consul: fakeConsul(
      replicasIn(8, 2).map((one) =>
        one.service === 'service-v2' && one.number === 2 ? { ...one, status: 'critical' } : one,
      ),
    ),
    haproxy: [fakeHaproxy([...slots('stable', 8), ...slots('canary', 2)])],
    files: { 'haproxy.cfg': oneBackend() },
  },
  {
    title: 'served-after-leaving',
    given: 'The second canary has left Consul, and HAProxy holds on to it.',
    argv: ['--expect', '10%', ...CONSUL, ...STATS, ...CONFIG],
    proxy: () => replicas(8, 2),
    consul: fakeConsul(replicasIn(8, 1)),
    haproxy: [fakeHaproxy([...slots('stable', 8), ...slots('canary', 2)])],
    files: { 'haproxy.cfg': oneBackend() },
  },
  {
    title: 'not-healthy',
    given: 'The second canary is critical in Consul, and gets nothing.',
    argv: ['--expect', '20%', ...CONSUL, ...STATS],
    proxy: () => replicas(8, 1),
    consul: fakeConsul(
      replicasIn(8, 2).map((one) =>
        one.service === 'service-v2' && one.number === 2 ? { ...one, status: 'critical' } : one,
      ),
    ),
    haproxy: [fakeHaproxy([...slots('stable', 8), ...slots('canary', 1), free('canary-2')])],
  },
  {
    title: 'backup-servers',
    given: 'The canary is a backup server.',
    argv: ['--expect', '10%', ...STATS],
    proxy: () => replicas(9, 0),
    haproxy: [fakeHaproxy([...slots('stable', 9), ...slots('canary', 1, { backup: true })])],
  },
  {
    title: 'weight-overridden',
    given: 'Consul weighs the versions 90 to 10; in HAProxy somebody has set 50 and 50.',
    argv: ['--expect', '10%', ...CONSUL, ...STATS, ...CONFIG],
    proxy: () => replicas(1, 1),
    consul: fakeConsul(replicasIn(1, 1, [23_040, 2_560])),
    haproxy: [fakeHaproxy([...slots('stable', 1, { weight: 50 }), ...slots('canary', 1, { weight: 50 })])],
    files: { 'haproxy.cfg': oneBackend() },
  },
  {
    title: 'weights-ignored',
    given: 'Consul weighs the versions 90 to 10; HAProxy has `balance static-rr`.',
    argv: ['--expect', '10%', ...CONSUL, ...STATS],
    proxy: () => replicas(1, 1),
    consul: fakeConsul(replicasIn(1, 1, [23_040, 2_560])),
    haproxy: [
      fakeHaproxy([...slots('stable', 1), free('stable-2'), ...slots('canary', 1), free('canary-2')], {
        algorithm: 'static-rr',
      }),
    ],
  },
  {
    title: 'stickiness',
    given: 'HAProxy has `balance source`: this client always gets the same replica.',
    argv: ['--expect', '10%', ...STATS],
    proxy: () => replicas(1, 0),
    haproxy: [fakeHaproxy([...slots('stable', 9), ...slots('canary', 1)], { algorithm: 'source' })],
  },
  {
    title: 'different-views',
    given: 'One of two HAProxys has taken the canary out.',
    argv: ['--expect', '10%', ...CONSUL, ...STATS, ...SECOND],
    proxy: () => inTurn(...named('stable', 9), ...named('stable', 9), ...named('canary', 1)),
    consul: fakeConsul(replicasIn(9, 1)),
    haproxy: [
      fakeHaproxy([...slots('stable', 9), ...slots('canary', 1)]),
      fakeHaproxy([...slots('stable', 9), ...slots('canary', 1, { status: 'MAINT' })]),
    ],
  },
  {
    title: 'canary-empty',
    given: 'The last canary has left.',
    argv: ['--expect', '10%', ...CONSUL, ...STATS, ...CONFIG],
    proxy: () => replicas(9, 0),
    consul: fakeConsul(replicasIn(9, 0)),
    haproxy: [fakeHaproxy([...slots('stable', 9), free('canary-1'), free('canary-2')])],
    files: { 'haproxy.cfg': oneBackend() },
  },
  {
    title: 'stable-empty',
    given: 'The last stable replica has left, and the rules still send unmarked requests to its backend.',
    argv: ['--expect', '0%', ...CONSUL, ...STATS, ...CONFIG],
    proxy: () => saying503,
    consul: fakeConsul(replicasIn(0, 2)),
    haproxy: [
      fakeHaproxy([free('stable-1'), ...slots('canary', 2, { backend: 'canary' })], { backend: 'stable' }),
    ],
    files: { 'haproxy.cfg': byHeader() },
  },
  {
    title: 'dns-silent',
    given: "HAProxy has asked a name server that does not answer: Consul's DNS listens elsewhere.",
    argv: ['--expect', '10%', ...CONSUL, '--haproxy-stats', 'localhost:9999', ...CONFIG],
    proxy: () => saying503,
    consul: fakeConsul(replicasIn(2, 1)),
    socket: SILENT_DNS,
    files: { 'haproxy.cfg': oneBackend() },
  },
  {
    title: 'slowstart',
    given: 'The canary has just come back: HAProxy gives it a fifth of its weight for now.',
    argv: ['--expect', '10%', '-n', '46', ...STATS],
    proxy: () => inTurn(...Array.from({ length: 5 }, () => named('stable', 9)).flat(), ...named('canary', 1)),
    haproxy: [fakeHaproxy([...slots('stable', 9), ...slots('canary', 1, { throttle: 20 })])],
  },
  {
    title: 'sent-on',
    given:
      'The canary takes no connections: HAProxy tries it, and sends the requests on to the stable version.',
    argv: ['--expect', '10%', '-n', '46', ...STATS],
    proxy: () => replicas(9, 0),
    haproxy: [
      fakeHaproxy([...slots('stable', 9), ...slots('canary', 1, { answered: 0, retried: 40, sentOn: 40 })]),
    ],
  },
  {
    title: 'rule-shadowed',
    given: 'An earlier rule sends every request for /version to the stable version.',
    argv: [...MARKED, ...CONFIG],
    proxy: () => replicas(9, 0),
    files: { 'haproxy.cfg': byHeader({ rules: 'use_backend stable if { path /version }' }) },
  },
  {
    title: 'header-changed',
    given: 'The configuration takes the header away.',
    argv: [...MARKED, ...CONFIG],
    proxy: () => replicas(9, 0),
    files: { 'haproxy.cfg': byHeader({ behind: 'http-request del-header X-Canary' }) },
  },
  {
    title: 'near-match',
    given: 'The rule wants `always`, and `Always` is sent.',
    argv: ['--expect', '100%', '-H', 'X-Canary: Always', ...CONFIG],
    proxy: () => replicas(9, 0),
    files: { 'haproxy.cfg': byHeader() },
  },
  {
    title: 'unknown-service',
    given: 'The configuration misspells the canary.',
    argv: ['--expect', '10%', '-n', '18', ...CONSUL, ...CONFIG],
    proxy: () => replicas(9, 0),
    consul: fakeConsul(replicasIn(9, 1)),
    files: { 'haproxy.cfg': oneBackend('_servcie-v2._tcp.service.consul') },
  },
  {
    title: 'expectation-taken',
    given: 'Consul knows nine stable replicas and one canary of the same weight.',
    argv: ['--expect', 'auto', ...CONSUL],
    proxy: () => replicas(9, 1),
    consul: fakeConsul(replicasIn(9, 1)),
  },
];
