import { put } from './raw-instance.js';
import type { Row, Services } from './row.js';

const STABLE = 'server-template stable- 20 _service-v1._tcp.service.consul';
const CANARY = 'server-template canary- 20 _service-v2._tcp.service.consul';
const MARKED = '    use_backend canary if { req.hdr(X-Canary) -m str always }';
const CHECKED = 'default-server check inter 1s fall 2 rise 1';

/** Two raw instances of each version. */
const twoAndTwo = ({ stable, canary }: Services) => [
  { service: stable, id: `${stable}-1`, track: 'stable' as const },
  { service: stable, id: `${stable}-2`, track: 'stable' as const },
  { service: canary, id: `${canary}-1`, track: 'canary' as const },
  { service: canary, id: `${canary}-2`, track: 'canary' as const },
];

/** More stable ones, from number 3 on. */
const moreStable = ({ stable }: Services, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    service: stable,
    id: `${stable}-${index + 3}`,
    track: 'stable' as const,
  }));

export const HEALTHY: readonly Row[] = [
  { name: 'replicas with weights', kinds: [], configuration: ['weights'], routed: 5 },
  {
    name: 'raw instances without weights',
    kinds: [],
    configuration: ['replicas'],
    raw: twoAndTwo,
    routed: 4,
  },
  { name: 'headers', kinds: [], configuration: ['headers'], routed: 5 },
  {
    name: 'headers, marked requests',
    kinds: [],
    configuration: ['headers'],
    routed: 5,
    ask: { headers: { 'X-Canary': 'always' } },
  },
  {
    name: 'a header that is taken away unless it comes from within',
    kinds: [],
    configuration: ['header-trusted'],
    routed: 5,
  },
  { name: 'a header with precedence', kinds: [], configuration: ['header-precedence'], routed: 5 },
  {
    name: 'leastconn',
    kinds: [],
    configuration: ['weights', { 'balance roundrobin': 'balance leastconn' }],
    routed: 5,
  },
  { name: 'two HAProxys that agree', kinds: [], configuration: ['weights'], routed: 5, second: true },
  {
    name: 'an instance with a warning, which Consul lets in',
    kinds: [],
    configuration: ['weights'],
    raw: (services) => [
      ...twoAndTwo(services),
      { service: services.stable, id: `${services.stable}-warned`, track: 'stable', status: 'warning' },
    ],
    routed: 5,
  },
];

export const FAULTS: readonly Row[] = [
  {
    name: 'a server that is not checked, and refuses connections',
    kinds: ['sent-on'],
    configuration: ['replicas', { [CANARY]: `${CANARY}\n    server gone 127.0.0.1:1 no-check` }],
    routed: 5,
  },
  {
    name: 'a limiter that refuses all',
    kinds: ['traffic-fails'],
    configuration: [
      'replicas',
      { '    default_backend message': '    http-request deny deny_status 429\n    default_backend message' },
    ],
    routed: 5,
    line: 'http-request deny deny_status 429',
  },
  {
    name: 'a limiter that lets a few through',
    kinds: ['traffic-fails'],
    configuration: [
      'replicas',
      {
        '    default_backend message':
          '    stick-table type ip size 1k expire 60s store http_req_rate(60s)\n    http-request track-sc0 src\n    http-request deny deny_status 429 if { sc_http_req_rate(0) gt 20 }\n    default_backend message',
      },
    ],
    routed: 5,
    line: 'http-request deny deny_status 429 if { sc_http_req_rate(0) gt 20 }',
  },
  {
    name: 'a path that the service does not know',
    kinds: ['traffic-fails'],
    configuration: ['replicas'],
    routed: 5,
    path: '/nowhere',
    ask: { by: 'json:/version' },
  },
  {
    name: 'the stable version is scaled away under headers.cfg',
    kinds: ['stable-empty'],
    configuration: ['headers'],
    raw: twoAndTwo,
    routed: 4,
    // The page does not say which service the empty slots wait for.
    byPage: ['unknown-service'],
    line: 'server-template stable- 20 _service-v1._tcp.service.consul',
    provoke: async ({ services, leave }) => {
      await leave(`${services.stable}-1`);
      await leave(`${services.stable}-2`);
    },
  },
  {
    name: 'both versions are scaled away',
    kinds: ['stable-empty', 'canary-empty'],
    configuration: ['weights'],
    raw: twoAndTwo,
    routed: 4,
    byPage: ['unknown-service'],
    provoke: async ({ services, leave }) => {
      for (const service of [services.stable, services.canary])
        for (const number of [1, 2]) await leave(`${service}-${number}`);
    },
  },
  {
    name: "Consul's DNS is silent, and HAProxy is up",
    kinds: ['dns-silent'],
    configuration: ['weights'],
    routed: 0,
    silentDns: true,
    // The page does not count questions.
    byPage: ['passing-not-served'],
    line: 'resolvers consul',
  },
  {
    name: 'weights 90 and 10 in Consul',
    kinds: ['weights-divided'],
    configuration: ['weights'],
    raw: ({ stable, canary }) => [
      { service: stable, id: `${stable}-1`, track: 'stable', weight: 90 },
      { service: canary, id: `${canary}-1`, track: 'canary', weight: 10 },
    ],
    routed: 2,
  },
  {
    name: 'three instances for two slots',
    kinds: ['too-few-slots'],
    configuration: ['weights', { [STABLE]: STABLE.replace('20', '2') }],
    raw: (services) => [...twoAndTwo(services), ...moreStable(services, 1)],
    routed: 4,
  },
  {
    name: 'eleven instances in an answer of 512 bytes',
    kinds: ['dns-truncated'],
    configuration: ['weights', { 'accepted_payload_size 8192': '' }],
    raw: (services) => [...twoAndTwo(services), ...moreStable(services, 9)],
    routed: 6,
  },
  {
    name: 'an instance that HAProxy does not reach',
    kinds: ['passing-not-served'],
    configuration: ['weights'],
    raw: (services) => [
      ...twoAndTwo(services),
      { service: services.canary, id: `${services.canary}-absent`, track: 'canary', absent: true },
    ],
    routed: 4,
  },
  {
    name: 'a server set to maintenance at run time',
    kinds: ['passing-not-served'],
    configuration: ['weights'],
    routed: 5,
    provoke: ({ haproxy }) => haproxy.tell('set server message/canary-1 state maint'),
  },
  {
    name: 'an instance in maintenance that HAProxy holds on to',
    kinds: ['served-not-passing'],
    configuration: ['weights', { 'hold obsolete 0s': 'hold obsolete 60s' }],
    raw: twoAndTwo,
    routed: 4,
    provoke: ({ consul, services }) =>
      put(`${consul}/v1/agent/service/maintenance/${services.canary}-2?enable=true`, {}),
  },
  {
    name: 'an instance that has left, and is held on to',
    kinds: ['served-after-leaving'],
    configuration: ['weights', { 'hold obsolete 0s': 'hold obsolete 60s' }],
    raw: twoAndTwo,
    routed: 4,
    provoke: ({ services, leave }) => leave(`${services.stable}-2`),
  },
  {
    name: 'the last instance has left, hold nx',
    kinds: ['served-after-leaving'],
    configuration: ['weights', { 'hold nx       1s': 'hold nx 60s' }],
    raw: (services) => twoAndTwo(services).slice(0, 3),
    routed: 3,
    provoke: ({ services, leave }) => leave(`${services.canary}-1`),
  },
  {
    name: 'an instance in maintenance',
    kinds: ['not-healthy'],
    configuration: ['weights'],
    raw: twoAndTwo,
    routed: 4,
    provoke: ({ consul, services }) =>
      put(`${consul}/v1/agent/service/maintenance/${services.canary}-2?enable=true&reason=upgrade`, {}),
  },
  {
    name: 'a critical instance',
    kinds: ['not-healthy'],
    configuration: ['weights'],
    raw: (services) => [
      ...twoAndTwo(services),
      { service: services.stable, id: `${services.stable}-ill`, track: 'stable', status: 'critical' },
    ],
    routed: 4,
  },
  {
    name: 'canaries as backup servers',
    kinds: ['backup-servers'],
    configuration: ['weights', { [CANARY]: `${CANARY} backup` }],
    routed: 5,
  },
  {
    name: 'a weight set at run time, and kept',
    kinds: ['weight-overridden'],
    configuration: [
      'weights',
      { 'resolve-opts allow-dup-ip': 'resolve-opts allow-dup-ip,ignore-weight weight 3' },
    ],
    routed: 5,
    provoke: ({ haproxy }) => haproxy.tell('set server message/canary-1 weight 50'),
  },
  {
    name: 'static-rr',
    kinds: ['weights-ignored'],
    configuration: ['weights', { 'balance roundrobin': 'balance static-rr' }],
    routed: 5,
  },
  {
    name: 'a cookie',
    kinds: ['stickiness'],
    configuration: [
      'weights',
      {
        'backend message\n':
          'backend message\n    cookie SRV insert indirect nocache dynamic\n    dynamic-cookie-key k\n',
      },
    ],
    routed: 5,
  },
  {
    name: 'a stick-table',
    kinds: ['stickiness'],
    configuration: [
      'weights',
      { 'backend message\n': 'backend message\n    stick-table type ip size 1k\n    stick on src\n' },
    ],
    routed: 5,
    // The page shows no tables.
    byPage: [],
  },
  {
    name: 'balance source',
    kinds: ['stickiness'],
    configuration: [
      'weights',
      {
        'backend message\n    balance roundrobin':
          'backend message\n    balance source\n    hash-type consistent',
      },
    ],
    routed: 5,
  },
  {
    name: 'two HAProxys of which one has taken an instance out',
    kinds: ['different-views'],
    configuration: ['weights'],
    routed: 5,
    second: true,
    provoke: ({ second }) =>
      second?.tell('set server message/canary-1 state maint') ?? Promise.reject(second),
  },
  {
    name: 'the canary has no instance, and the stable version gets its requests',
    kinds: ['canary-empty'],
    configuration: ['header-fallback'],
    raw: twoAndTwo,
    routed: 4,
    ask: { headers: { 'X-Canary': 'always' } },
    // The page does not say which service the empty slots wait for.
    byPage: ['unknown-service'],
    provoke: async ({ services, leave }) => {
      await leave(`${services.canary}-1`);
      await leave(`${services.canary}-2`);
    },
  },
  {
    name: 'a server that has just come back, with slowstart',
    kinds: ['slowstart'],
    configuration: ['weights', { [CHECKED]: `${CHECKED} slowstart 600s` }],
    routed: 5,
    provoke: async ({ haproxy }) => {
      await haproxy.tell('set server message/canary-1 state maint');
      await haproxy.tell('set server message/canary-1 state ready');
    },
  },
  {
    name: 'a service that Consul does not know',
    kinds: ['unknown-service'],
    configuration: ['weights', { '_credit._tcp': '_credits._tcp' }],
    routed: 4,
    byPage: [],
  },
  {
    name: 'a canary under a name that Consul does not know',
    kinds: ['unknown-service'],
    configuration: ['weights', { '_service-v2._tcp': '_servcie-v2._tcp' }],
    routed: 3,
    byPage: ['passing-not-served'],
  },
  {
    name: 'an earlier rule for every path',
    kinds: ['rule-shadowed'],
    configuration: ['headers', { [MARKED]: `    use_backend stable if { path_beg /v }\n${MARKED}` }],
    routed: 5,
    byPage: [],
  },
  {
    name: 'an earlier rule that denies the header',
    kinds: ['rule-shadowed'],
    configuration: [
      'headers',
      { [MARKED]: `    http-request deny if { req.hdr(X-Canary) -m found }\n${MARKED}` },
    ],
    routed: 5,
    ask: { headers: { 'X-Canary': 'always' } },
    byPage: ['traffic-fails'],
  },
  {
    name: 'a header that is taken away, behind the rule',
    kinds: ['header-changed'],
    configuration: ['headers', { [MARKED]: `${MARKED}\n    http-request del-header X-Canary` }],
    routed: 5,
    ask: { headers: { 'X-Canary': 'always' } },
    byPage: [],
  },
  {
    name: 'a header that is set',
    kinds: ['header-changed'],
    configuration: ['headers', { [MARKED]: `    http-request set-header X-Canary never\n${MARKED}` }],
    routed: 5,
    byPage: [],
  },
  {
    name: 'a value in another case',
    kinds: ['near-match'],
    configuration: ['headers'],
    routed: 5,
    ask: { headers: { 'X-Canary': 'Always' } },
    byPage: [],
  },
  {
    name: 'a value that only begins as it should',
    kinds: ['near-match'],
    configuration: ['headers'],
    routed: 5,
    ask: { headers: { 'X-Canary': 'always-1' } },
    byPage: [],
  },
  {
    name: 'a rule that looks for the end of the value',
    kinds: ['near-match'],
    configuration: ['headers', { '-m str always': '-m end /always' }],
    routed: 5,
    ask: { headers: { 'X-Canary': 'always' } },
    byPage: [],
  },
];
