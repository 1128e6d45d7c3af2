import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { bursts } from '../../bench/routers/streams.js';
import { inTurn, replica, replicaOf } from '../fake-server.js';
import { seeded } from '../statistics/seeded.js';
import { CAUSE_CASES } from './cause-cases.js';
import { fakeConsul, instances } from './fake-consul.js';
import {
  after,
  byConnection,
  byMark,
  failing,
  inOrder,
  named,
  redirecting,
  replicas,
  saying,
  saying502,
  saying503,
  silent,
  thenOther,
  withHeader,
} from './fake-proxy.js';
import type { VerdictCase } from './verdict-case.js';

const headersConfig = readFileSync(
  new URL('../../../../fixtures/haproxy/headers.cfg', import.meta.url),
  'utf8',
);
const MARKED_AND_NOT = ['--arm', 'X-Canary: always => canary', '--arm', '=> stable'];
const SECOND_HOP = ['--second-hop', 'header:X-Credit-Version'];
const isAlways = (value: string) => value === 'always';
const severalEach = () => ({ stable: inTurn(...named('stable', 3)), canary: inTurn(...named('canary', 2)) });
/** The requests that are not counted are many where there are many kinds: no name depends on how many they were. */
const ONE_EACH = { stable: replica('stable', 'service-v1-1'), canary: replica('canary', 'service-v2-1') };

/** A configuration with these rules, a canary of one server, and everything else for the stable version. */
const haproxyCfg = (...rules: string[]) => `frontend service
  mode http
  bind "\${HAPROXY_BIND}"
${rules.map((rule) => `  ${rule}\n`).join('')}  default_backend stable
backend stable
  mode http
backend canary
  mode http
  server canary-1 127.0.0.1:8080
`;

/** A configuration with stable servers and a canary in one backend, balanced so. */
const pooledBy = (algorithm: string) => `frontend service
  mode http
  bind "\${HAPROXY_BIND}"
  default_backend shop
backend shop
  mode http
  balance ${algorithm}
  server stable-1 127.0.0.1:8080
  server stable-2 127.0.0.1:8081
  server canary-1 127.0.0.1:8082
`;

const sticky = (instance: string, track: 'stable' | 'canary') =>
  withHeader('Set-Cookie', `SRV=${instance}; path=/`, replica(track, instance));

/** Every kind of verdict, and every kind of diagnosis under its own name. Add a kind of diagnosis: add its case here. */
export const VERDICT_CASES: readonly VerdictCase[] = [
  {
    title: 'matches',
    given: 'Nine stable replicas and one canary, in turn.',
    argv: ['--expect', '10%'],
    proxy: () => replicas(9, 1),
  },
  {
    title: 'matches: one version alone',
    given: 'Every marked request reaches the canary.',
    argv: ['--expect', '100%', '-H', 'X-Canary: always'],
    proxy: () => inTurn(...named('canary', 2)),
  },
  {
    title: 'matches: several versions',
    given: 'Five responses of v1, three of v2 and two of v3, in turn.',
    argv: ['--expect', 'v1=50%,v2=30%,v3=20%', '--tolerance', '10pp'],
    proxy: () =>
      inTurn(
        ...Array.from({ length: 5 }, () => replicaOf('v1', 'stable')),
        ...Array.from({ length: 3 }, () => replicaOf('v2', 'canary')),
        ...Array.from({ length: 2 }, () => replicaOf('v3', 'canary')),
      ),
  },
  {
    title: 'matches: two kinds of request',
    given: 'Requests marked `X-Canary: always` reach the canary, all others the stable version.',
    argv: MARKED_AND_NOT,
    proxy: () => byMark(isAlways, severalEach()),
  },
  {
    title: 'matches: headers',
    given: 'Every kind of request goes where fixtures/haproxy/headers.cfg says.',
    argv: ['headers', '--config', 'headers.cfg'],
    proxy: () => byMark(isAlways, ONE_EACH),
    files: { 'headers.cfg': headersConfig },
  },
  {
    title: 'differs: headers',
    given:
      'The proxy that runs does not mind the case of the value, as with `-i`; the file says that it does.',
    argv: ['headers', '--config', 'headers.cfg'],
    proxy: () => byMark((value) => value.toLowerCase() === 'always', ONE_EACH),
    files: { 'headers.cfg': headersConfig },
  },
  {
    title: 'differs',
    given: 'Three of ten responses come from the canary.',
    argv: ['--expect', '10%'],
    proxy: () =>
      inTurn(...Array.from({ length: 7 }, () => replicaOf('1.0.0', 'stable')), ...named('canary', 3)),
  },
  {
    title: 'differs: several versions',
    given: 'v2 gets half of the requests.',
    argv: ['--expect', 'v1=70%,v2=20%,v3=10%'],
    proxy: () =>
      inTurn(
        replicaOf('v1', 'stable'),
        replicaOf('v2', 'canary'),
        replicaOf('v3', 'canary'),
        replicaOf('v2', 'canary'),
      ),
  },
  {
    title: 'undecided',
    given: 'Two of five responses come from the canary: a share at the edge of what is right.',
    argv: ['--expect', '30%', '--tolerance', '10pp'],
    proxy: () => inTurn(...named('canary', 2), ...named('stable', 3)),
  },
  {
    title: 'interrupted',
    given: 'Ctrl-C after 300 requests, of which 43 are not counted (probes and warm-up).',
    argv: ['--expect', '10%'],
    proxy: (interrupt) => after(300, replicas(9, 1), interrupt),
  },
  {
    title: 'unmeasured',
    given: 'One of five requests is answered with status 503.',
    argv: ['--expect', '10%'],
    proxy: () => inTurn(...named('stable', 3), saying503, ...named('canary', 1)),
  },
  {
    title: 'unreachable',
    given: 'Nobody listens.',
    argv: ['--expect', '10%'],
    proxy: null,
  },
  {
    title: 'consul-unreachable',
    given: 'Nobody listens where Consul should be.',
    argv: ['--expect', '10%', '--consul', 'http://localhost:8500'],
    proxy: () => replicas(9, 1),
  },
  {
    title: 'not-in-consul',
    given: 'Consul knows neither service.',
    argv: ['--expect', '10%', '--consul', 'http://localhost:8500'],
    proxy: () => replicas(9, 1),
    consul: saying('[]'),
  },
  {
    title: 'not-in-consul: other names',
    given: 'Consul knows the services under other names.',
    argv: ['--expect', '10%', '--consul', 'http://localhost:8500'],
    proxy: () => replicas(9, 1),
    consul: fakeConsul([...instances('shop-v1', 9), ...instances('shop-v2', 1)]),
  },
  {
    title: 'not-in-consul: no healthy replica',
    given: 'All replicas are registered, and the checks of all fail.',
    argv: ['--expect', '10%', '--consul', 'http://localhost:8500'],
    proxy: () => replicas(9, 1),
    consul: fakeConsul(
      [...instances('service-v1', 9), ...instances('service-v2', 1)].map((one) => ({
        ...one,
        status: 'critical' as const,
      })),
    ),
  },
  {
    title: 'other-service',
    given: 'Two replicas of shop, in turn. Consul knows other ones of service-v1 and service-v2.',
    argv: ['--expect', '10%', '--consul', 'http://localhost:8500'],
    proxy: () => inTurn(replica('stable', 'shop-1'), replica('stable', 'shop-2')),
    consul: fakeConsul([
      ...instances('service-v1', 9),
      ...instances('service-v2', 1),
      ...instances('shop', 2),
    ]),
  },
  {
    title: 'routing-changed',
    given:
      'Nine stable replicas and one canary, in turn. Consul calls two canaries healthy; the second one answers after 900 requests.',
    argv: ['--expect', '18%', '--consul', 'http://localhost:8500'],
    proxy: () => after(900, replicas(9, 1), replicas(9, 2)),
    consul: fakeConsul([...instances('service-v1', 9), ...instances('service-v2', 2)]),
  },
  {
    title: 'not-settled',
    given: 'Nine stable replicas and one canary, in turn. Consul knows a second canary that does not answer.',
    argv: ['--expect', '10%', '--consul', 'http://localhost:8500', '--settle', '1s'],
    proxy: () => replicas(9, 1),
    consul: fakeConsul([...instances('service-v1', 9), ...instances('service-v2', 2)]),
  },
  {
    title: 'redirect-not-followed',
    given: 'The URL answers with a redirect to another host; the way to that one was not said.',
    argv: ['--expect', '10%', '--location', '--connect-to', 'localhost:48151'],
    proxy: () => redirecting('http://shop.example/version', silent),
  },
  {
    title: 'redirects-followed',
    given:
      'The URL answers with a redirect to /shop/version, where nine stable replicas and one canary answer in turn.',
    argv: ['--expect', '10%', '--location'],
    proxy: () => redirecting('/shop/version', inOrder(replicas(9, 1))),
  },
  {
    title: 'redirected',
    given: 'The URL answers with a redirect to a login.',
    argv: ['--expect', '10%'],
    proxy: () => redirecting('/login', silent),
  },
  {
    title: 'too-many-failures',
    given: 'The canary cannot be reached: every tenth request is answered with status 503 by the proxy.',
    argv: ['--expect', '10%'],
    proxy: () => inTurn(...named('stable', 9), saying503),
  },
  {
    title: 'unidentified',
    given: 'The responses name three versions, and none of them the canary.',
    argv: ['--expect', '10%'],
    proxy: () => inTurn(...['1.0.0', '1.1.0', '1.2.0'].map((version) => saying(`{"version":"${version}"}`))),
  },
  {
    title: 'unidentified: a wrong path',
    given: 'The URL is that of a page that does not exist.',
    argv: ['--expect', '10%'],
    proxy: () => (_, response) => response.writeHead(404).end('<html>404 Not Found</html>'),
  },
  {
    title: 'one-version',
    given: 'One version answers alone; its name does not show whether it is the canary.',
    argv: ['--expect', '10%'],
    proxy: () => saying('{"version":"1.0.0","instance":"s1"}'),
  },
  {
    title: 'one-version: of which it is not known which it is',
    given: 'One version answers alone, and the stable version is expected alone.',
    argv: ['--expect', '0%'],
    proxy: () => saying('{"version":"1.0.0","instance":"s1"}'),
  },
  {
    title: 'versions-not-ordered',
    given: 'A release and its own pre-release answer; either may be the canary.',
    argv: ['--expect', '10%'],
    proxy: () =>
      inTurn(
        ...Array.from({ length: 9 }, () => saying('{"version":"1.2.3"}')),
        saying('{"version":"1.2.3-canary.1"}'),
      ),
  },
  {
    title: 'value-not-seen',
    given: 'Two versions answer, and the option names the canary in another way than its responses do.',
    argv: ['--expect', '10%', '--canary', '1.1'],
    proxy: () =>
      inTurn(
        ...Array.from({ length: 9 }, () => saying('{"version":"1.0.0"}')),
        saying('{"version":"1.1.0"}'),
      ),
  },
  {
    title: 'cached',
    given: 'A cache before the proxy answers with what it has kept.',
    argv: ['--expect', '10%'],
    proxy: () => withHeader('Age', '12', replica('stable', 'service-v1-1')),
  },
  {
    title: 'follows-replicas',
    given: 'Nine stable replicas and one canary, in turn; 25 % were expected.',
    argv: ['--expect', '25%'],
    proxy: () => replicas(9, 1),
  },
  {
    title: 'never-seen',
    given: 'Nine stable replicas, and no canary.',
    argv: ['--expect', '10%'],
    proxy: () => replicas(9, 0),
  },
  {
    title: 'leak',
    given: 'One in a hundred unmarked requests reaches the canary.',
    argv: ['--expect', '0%'],
    proxy: () =>
      inTurn(...Array.from({ length: 33 }, () => named('stable', 3)).flat(), ...named('canary', 1)),
  },
  {
    title: 'second-hop-leak',
    given:
      'Marked requests reach the canary, which asks the stable version of the next service like all others.',
    argv: [...MARKED_AND_NOT, ...SECOND_HOP],
    proxy: () => withHeader('X-Credit-Version', '1.0.0', byMark(isAlways, severalEach())),
  },
  {
    title: 'second-hop-unidentified',
    given: 'The responses do not say what has answered behind them.',
    argv: [...MARKED_AND_NOT, ...SECOND_HOP],
    proxy: () => byMark(isAlways, severalEach()),
  },
  {
    title: 'not-verified',
    given: 'One of two rules goes by a Lua converter, of which nothing is known.',
    argv: ['headers', '--config', 'haproxy.cfg'],
    proxy: () => byMark(isAlways, ONE_EACH),
    files: {
      'haproxy.cfg': haproxyCfg(
        'use_backend canary if { req.hdr(X-Canary) -m str always }',
        'use_backend canary if { src,lua.tester -m bool }',
      ),
    },
  },
  {
    title: 'assumed-up',
    given: 'Marked requests reach the canary while it has a server, and it has.',
    argv: ['headers', '--config', 'haproxy.cfg'],
    proxy: () => byMark(isAlways, ONE_EACH),
    files: {
      'haproxy.cfg': haproxyCfg(
        'use_backend canary if { req.hdr(X-Canary) -m str always } { nbsrv(canary) gt 0 }',
      ),
    },
  },
  {
    title: 'assumed-calm',
    given: 'A rule answers 429 above a rate that is not reached.',
    argv: ['headers', '--config', 'haproxy.cfg'],
    proxy: () => byMark(isAlways, ONE_EACH),
    files: {
      'haproxy.cfg': haproxyCfg(
        'http-request deny deny_status 429 if { fe_req_rate gt 100000 }',
        'use_backend canary if { req.hdr(X-Canary) -m str always }',
      ),
    },
  },
  {
    title: 'still-open',
    given: 'Nine stable replicas and one canary, in turn; too few requests are allowed.',
    argv: ['--expect', '10%', '-n', '400'],
    proxy: () => replicas(9, 1),
  },
  {
    title: 'replicas-missing',
    given: 'Nine stable replicas and one canary, in turn; there should be two canaries.',
    argv: ['--expect', '10%', '--replicas', '9+2'],
    proxy: () => replicas(9, 1),
  },
  {
    title: 'one-replica',
    given: 'The proxy keeps this client with one of ten replicas.',
    argv: ['--expect', '10%', '--replicas', '9+1'],
    proxy: () => replica('stable', 'service-v1-1'),
  },
  {
    title: 'replicas-unnamed',
    given: 'Nine stable replicas and one canary, in turn, which do not give their names.',
    argv: ['--expect', '10%', '--replicas', '9+1'],
    proxy: () =>
      inTurn(...Array.from({ length: 9 }, () => replicaOf('1.0.0', 'stable')), replicaOf('1.1.0', 'canary')),
  },
  {
    title: 'single-replica',
    given: 'One stable replica answers all unmarked requests.',
    argv: ['--expect', '0%'],
    proxy: () => replica('stable', 'service-v1-1'),
  },
  {
    title: 'single-replica: a configuration that keeps clients',
    given: 'One stable replica answers, and HAProxy’s configuration has `balance source`.',
    argv: ['--expect', '0%', '--config', 'haproxy.cfg'],
    proxy: () => replica('stable', 'service-v1-1'),
    files: { 'haproxy.cfg': pooledBy('source') },
  },
  {
    title: 'follows-load',
    given: 'Nine stable replicas and one canary, in turn; HAProxy’s configuration has `balance leastconn`.',
    argv: ['--expect', '10%', '--config', 'haproxy.cfg'],
    proxy: () => replicas(9, 1),
    files: { 'haproxy.cfg': pooledBy('leastconn') },
  },
  {
    title: 'uneven',
    given: 'One of the three stable replicas gets three times as much as each of the others.',
    argv: ['--expect', '10%'],
    proxy: () => {
      const [one, two, three] = named('stable', 3) as [RequestListener, RequestListener, RequestListener];
      return inTurn(one, one, two, one, one, three, one, two, three, ...named('canary', 1));
    },
  },
  {
    title: 'drifted',
    given: 'After 600 requests, of which 43 are not counted, the share rises from 10 % to 50 %.',
    argv: ['--expect', '10%'],
    proxy: () => after(600, replicas(9, 1), replicas(1, 1)),
  },
  {
    title: 'bursts',
    given: 'The canary gets one of five requests for a while, then none for a while, and so on, by chance.',
    argv: ['--expect', '10%'],
    proxy: () => {
      const next = bursts(0.1, 25)(seeded(7));
      const [stable, canary] = [replicas(9, 0), replicas(0, 1)];
      return (request, response) => (next() ? canary : stable)(request, response);
    },
  },
  {
    title: 'unsteady',
    given:
      'Of the first 700 requests every 15th goes to the canary, of the rest every eighth; 1,400 are allowed.',
    argv: ['--expect', '10%', '-n', '1400'],
    proxy: () => after(700, replicas(14, 1), replicas(7, 1)),
  },
  {
    title: 'pinned',
    given: 'Each connection stays with its replica.',
    argv: ['--expect', '50%', '--connection-mode', 'reuse'],
    proxy: () => byConnection(...named('stable', 1), ...named('canary', 1)),
  },
  {
    title: 'depends-on-time',
    given:
      'Spread over two seconds, 20 responses in a row come from the stable version, then 20 from the canary, and so on.',
    argv: ['--expect', '50%', '--over', '2s', '-n', '200'],
    proxy: () =>
      inTurn(
        ...Array.from({ length: 20 }, () => replica('stable', 'service-v1-1')),
        ...Array.from({ length: 20 }, () => replica('canary', 'service-v2-1')),
      ),
  },
  {
    title: 'too-few-seconds',
    given: 'Spread over two seconds, no response comes from the canary.',
    argv: ['--expect', '10%', '--over', '2s', '-n', '200'],
    proxy: () => replica('stable', 'service-v1-1'),
  },
  {
    title: 'not-reused',
    given: 'The proxy closes each connection after its response.',
    argv: ['--expect', '100%', '--connection-mode', 'reuse'],
    proxy: () => withHeader('Connection', 'close', replica('canary', 'service-v2-1')),
  },
  {
    title: 'leak: later requests on a connection',
    given: 'The first request on each connection reaches the stable version, all later ones the canary.',
    argv: ['--expect', '0%', '--connection-mode', 'reuse'],
    proxy: () => thenOther(replica('stable', 'service-v1-1'), replica('canary', 'service-v2-1')),
  },
  {
    title: 'addresses-disagree',
    given: 'The name has two addresses: behind one the canary gets 20 %, behind the other nothing.',
    argv: ['--expect', '10%', 'http://shop.example/version'],
    proxy: null,
    addresses: { proxies: () => [replicas(4, 1), replicas(4, 0)] },
  },
  {
    title: 'address-fails',
    given: 'The name has two addresses, of which one refuses connections.',
    argv: ['--expect', '10%', 'http://shop.example/version'],
    proxy: null,
    addresses: { proxies: () => [replicas(9, 1), null] },
  },
  {
    title: 'addresses-left-out',
    given: 'The name has an IPv6 address besides, and the machine has no IPv6.',
    argv: ['--expect', '10%', 'http://shop.example/version'],
    proxy: null,
    addresses: { proxies: () => [replicas(9, 1)], ipv6: true },
  },
  {
    title: 'sticky-cookie',
    given:
      'Nine stable replicas and one canary, in turn; each response sets a cookie with the name of its replica.',
    argv: ['--expect', '10%'],
    proxy: () =>
      inTurn(
        ...Array.from({ length: 9 }, (_, index) => sticky(`service-v1-${index + 1}`, 'stable')),
        sticky('service-v2-1', 'canary'),
      ),
  },
  {
    title: 'canary-worse',
    given: 'One of five responses of the canary has status 500.',
    argv: ['--expect', '50%', '--tolerance', '7pp', '--max-failures', '20%'],
    proxy: () =>
      inTurn(
        ...['1', '2', '3', '4'].flatMap(() => [...named('stable', 1), ...named('canary', 1)]),
        ...named('stable', 1),
        failing(500, 'canary', 'service-v2-1'),
      ),
  },
  {
    title: 'marked-requests-fail',
    given: 'The canary hangs up at every marked request, and the proxy answers for it with status 502.',
    argv: MARKED_AND_NOT,
    proxy: () => byMark(isAlways, { stable: ONE_EACH.stable, canary: saying502 }),
  },
  {
    title: 'errors-above-limit',
    given: 'One of five responses of the canary has status 500, and at most one of a hundred may.',
    argv: ['--expect', '50%', '--max-failures', '20%', '--max-errors', '1%'],
    proxy: () =>
      inTurn(
        ...['1', '2', '3', '4'].flatMap(() => [...named('stable', 1), ...named('canary', 1)]),
        ...named('stable', 1),
        failing(500, 'canary', 'service-v2-1'),
      ),
  },
  {
    title: 'errors-open',
    given: 'The canary never fails, but 1,500 requests bring only 150 of its responses.',
    argv: ['--expect', '10%', '--max-errors', '1%', '-n', '1500'],
    proxy: () => replicas(9, 1),
  },
  {
    title: 'time-spent',
    given: 'After 150 requests nothing is answered any more.',
    argv: ['--expect', '10%', '--max-time', '2s'],
    proxy: () => after(150, replicas(9, 1), silent),
  },
  {
    title: 'compared-versions',
    given: 'Two versions answer, and neither says that it is the canary.',
    argv: ['--expect', '10%'],
    proxy: () =>
      inTurn(
        ...Array.from({ length: 9 }, () => saying('{"version":"1.0.0"}')),
        saying('{"version":"1.1.0"}'),
      ),
  },
  ...CAUSE_CASES,
];
