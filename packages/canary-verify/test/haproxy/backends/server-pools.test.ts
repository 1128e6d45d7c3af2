import { expect, test } from 'vitest';
import { weightOfSrv } from '../../../src/haproxy/backends/dns-weight.js';
import { groupName } from '../../../src/haproxy/backends/server-groups.js';
import type { ServerPool } from '../../../src/haproxy/backends/server-pool.js';
import { serverPools } from '../../../src/haproxy/backends/server-pools.js';
import { readHaproxyConfig } from '../../../src/haproxy/configuration/read-configuration.js';

function pool(text: string, version: string | null = null): ServerPool {
  const [first] = serverPools(readHaproxyConfig([{ file: 'haproxy.cfg', text }], {}, version));
  if (first === undefined) throw new Error('no backend');
  return first;
}

/** `stable-1 0.9, canary-1 0.1`; a question mark where it cannot be told. */
function shares(text: string, version: string | null = null): string {
  return pool(text, version)
    .servers.map(({ name, share }) => `${name} ${share === null ? '?' : Number(share.toFixed(4))}`)
    .join(', ');
}

function groups(text: string): string {
  return pool(text)
    .groups.map(({ name, share, weightShare }) => `${name} ${share ?? '?'} ${weightShare ?? '?'}`)
    .join(', ');
}

const RR = 'backend shop\nbalance roundrobin\n';

test.each([
  ['weights', `${RR}server a x:1 weight 90\nserver b x:2 weight 10`, 'a 0.9, b 0.1'],
  ['the weight is 1 unless it is said', `${RR}server a x:1\nserver b x:2 weight 3`, 'a 0.25, b 0.75'],
  ['weight 0 gets nothing', `${RR}server a x:1\nserver b x:2 weight 0`, 'a 1, b 0'],
  ['backups get nothing', `${RR}server a x:1\nserver b x:2\nserver c x:3 backup`, 'a 0.5, b 0.5, c 0'],
  ['only backups: the first one', `${RR}server a x:1 backup\nserver b x:2 backup`, 'a 1, b 0'],
  [
    'only backups: all of them',
    `${RR}option allbackups\nserver a x:1 backup weight 3\nserver b x:2 backup`,
    'a 0.75, b 0.25',
  ],
  [
    'no option allbackups',
    `${RR}option allbackups\nno option allbackups\nserver a x:1 backup\nserver b x:2 backup`,
    'a 1, b 0',
  ],
  ['all others weigh nothing', `${RR}server a x:1 weight 0\nserver b x:2 backup`, 'a 0, b 1'],
  [
    'disabled',
    `${RR}server a x:1\nserver b x:2 disabled\nserver c x:3 disabled enabled`,
    'a 0.5, b 0, c 0.5',
  ],
  [
    'default-server holds for what comes after it',
    `${RR}server a x:1\ndefault-server weight 4 backup\nserver b x:2 no-backup\nserver c x:3`,
    'a 0.2, b 0.8, c 0',
  ],
  [
    'default-server of defaults',
    `defaults\ndefault-server weight 3\n${RR}server a x:1\nserver b x:2 weight 1`,
    'a 0.75, b 0.25',
  ],
  ['backup is a value here', `${RR}server a x:1 cookie backup\nserver b x:2`, 'a 0.5, b 0.5'],
  [
    'source takes a value',
    `${RR}server a x:1 source 0.0.0.0 usesrc client weight 3\nserver b x:2`,
    'a 0.75, b 0.25',
  ],
  ['a template of an address', `${RR}server-template a- 3 10.0.0.1:80\nserver b x:2`, 'a- 0.25, b 0.25'],
  ['a template with a range', `${RR}server-template a- 5-6 h:80\nserver b x:2 weight 2`, 'a- 0.25, b 0.5'],
  ['DNS tells how many', `${RR}server-template a- 3 h:80 resolvers d\nserver b x:2`, 'a- ?, b ?'],
  ['DNS tells the weight', `${RR}server a _s.d resolvers d\nserver b x:2`, 'a ?, b ?'],
  [
    'unless it is ignored',
    `${RR}server a _s.d resolvers d resolve-opts ignore-weight\nserver b x:2`,
    'a 0.5, b 0.5',
  ],
  [
    'static-rr ignores weights in DNS',
    'backend s\nbalance static-rr\nserver a _s.d resolvers d\nserver b x:2',
    'a 0.5, b 0.5',
  ],
  ['an agent tells the weight', `${RR}server a x:1 agent-check\nserver b x:2`, 'a ?, b ?'],
  ['one server gets all', 'backend s\nbalance leastconn\nserver a x:1', 'a 1'],
  ['leastconn', 'backend s\nbalance leastconn\nserver a x:1\nserver b x:2', 'a ?, b ?'],
  ['random', 'backend s\nbalance random(2)\nserver a x:1\nserver b x:2', 'a ?, b ?'],
  ['first', 'backend s\nbalance first\nserver a x:1 weight 1\nserver b x:2 weight 9', 'a 1, b 0'],
  ['first with a limit', 'backend s\nbalance first\nserver a x:1 maxconn 5\nserver b x:2', 'a ?, b ?'],
  ['a hash', 'backend s\nbalance source\nserver a x:1\nserver b x:2', 'a ?, b ?'],
  ['a hash of HTTP without HTTP', 'backend s\nbalance hdr(x)\nserver a x:1\nserver b x:2', 'a 0.5, b 0.5'],
  ['an unknown algorithm', 'backend s\nbalance best\nserver a x:1\nserver b x:2', 'a ?, b ?'],
  ['an unknown word', `${RR}server a x:1 heavy weight 3\nserver b x:2`, 'a ?, b ?'],
  ['a weight that is refused', `${RR}server a x:1 weight 257\nserver b x:2`, 'a ?, b ?'],
  ['a line in doubt', `${RR}server a x:1\n.if feature(X)\nserver b x:2\n.endif`, 'a ?, b ?'],
  ['a doubt about something else', `${RR}server a x:1\n.if feature(X)\noption httplog\n.endif`, 'a 1'],
  ['listen has servers too', 'listen s\nbalance roundrobin\nserver a x:1\nserver b x:2', 'a 0.5, b 0.5'],
])('%s', (_, text, expected) => expect(shares(text)).toBe(expected));

test.each([
  ['2.6.12', 'a 0.5, b 0.5', 'roundrobin'],
  ['3.2.0', 'a 0.5, b 0.5', 'roundrobin'],
  ['3.3.1', 'a ?, b ?', 'random'],
  [null, 'a ?, b ?', 'default'],
])('without balance, %s', (version, expected, algorithm) => {
  const text = 'backend s\nserver a x:1\nserver b x:2';
  expect(shares(text, version)).toBe(expected);
  expect(pool(text, version).balance?.algorithm).toBe(algorithm);
});

test.each([
  ['stable-1', 'stable'],
  ['canary-', 'canary'],
  ['web12', 'web'],
  ['app-v2', 'app-v2'],
  ['app-v2-13', 'app-v2'],
  ['app.v1_3', 'app.v1'],
  ['42', '42'],
  ['-', '-'],
])('%s belongs to %s', (server, name) => expect(groupName(server)).toBe(name));

test('servers whose names begin alike have a share together', () => {
  const servers =
    'server stable-1 x:1 weight 45\nserver stable-2 x:2 weight 45\nserver canary-1 x:3 weight 10';
  expect(groups(`${RR}${servers}`)).toBe('stable 0.9 0.9, canary 0.1 0.1');
  expect(groups(`backend s\nbalance leastconn\n${servers}`)).toBe('stable ? 0.9, canary ? 0.1');
});

test('the only servers of a pool get everything, however many DNS knows', () => {
  const template = 'server-template a- 9 _a.d resolvers d\n';
  expect(groups(`${RR}${template}`)).toBe('a 1 1');
  expect(groups(`${RR}${template}server b x:1 backup`)).toBe('a 1 1, b 0 0');
  expect(groups(`${RR}${template}server b x:1`)).toBe('a ? ?, b ? ?');
});

test('every setting that keeps a client with a server is found', () => {
  const { stickiness, useServer } = pool(`
backend shop
  mode http
  balance hash req.cookie(user)
  cookie SRV insert indirect
  option prefer-last-server
  stick-table type ip size 1m
  stick on src
  stick store-request src
  use-server b if { hdr(x) y }
  server a x:1
  server b x:2
`);
  expect(stickiness.map(({ kind, key, place }) => `${place.line} ${kind} ${key}`)).toEqual([
    '5 cookie SRV',
    '8 stick-table src',
    '4 hash req.cookie(user)',
    '6 last-server ',
  ]);
  expect(useServer).toEqual([
    { server: 'b', condition: 'if { hdr(x) y }', place: { file: 'haproxy.cfg', line: 10 } },
  ]);
});

test('a cookie means nothing where no HTTP is read', () =>
  expect(pool(`${RR}cookie SRV insert\nserver a x:1 cookie a`).stickiness).toEqual([]));

test('the remarks name everything that the shares depend on', () => {
  const { remarks } = pool(`
backend shop
  balance static-rr
  load-server-state-from-file global
  server-template a- 3 _a.d resolvers d slowstart 1500ms
  server b x:1 agent-check
`);
  expect(remarks.map(({ place, why }) => `${place.line}: ${why}`)).toEqual([
    '3: the weights of SRV records have no effect',
    '5: it gets less than its weight for 2 s after it was down',
    '6: an agent may tell another weight',
    '4: weights and states may come from the state file instead',
  ]);
});

test.each([
  [0, 0],
  [1, 1],
  [10, 1],
  [90, 1],
  [256, 1],
  [257, 2],
  [2560, 10],
  [23_040, 90],
  [65_535, 256],
])('an SRV weight of %i counts as %i', (weight, expected) => expect(weightOfSrv(weight)).toBe(expected));

test.each([
  ['the same address', '127.0.0.1:8081', '127.0.0.1:8081', 'inner'],
  ['another name of loopback', ':8081', 'localhost:8081', 'inner'],
  ['IPv6', '[::1]:8081', '::1:8081', 'inner'],
  ['a port of a range', '*:8080-8090', '127.0.0.1:8081', 'inner'],
  ['one of several addresses', '10.0.0.9:80,10.0.0.9:81', '10.0.0.9:81', 'inner'],
  ['a socket in a file', '/run/inner.sock mode 600', 'unix@/run/inner.sock', 'inner'],
  ['a socket behind `chroot`', '/var/lib/haproxy/inner.sock', 'unix@/inner.sock', 'inner'],
  ['a socket behind `unix-bind prefix`', 'unix@/inner.sock', '/run/haproxy/inner.sock', 'inner'],
  ['a socket of another name', '/run/inner.sock', '/run/winner.sock2', null],
  ['a port that is an offset', ':8081', '127.0.0.1:+1', 'inner'],
  ['a port that the client decides', ':8081', 'localhost', 'inner'],
  ['an offset on another machine', ':8081', '10.0.0.5:+1', null],
  ['an abstract socket', 'abns@inner', 'abns@inner', 'inner'],
  ['another port', '127.0.0.1:8081', '127.0.0.1:8082', null],
  ['the port on another machine', '*:8081', '10.0.0.5:8081', null],
  ['the port of a name', '*:8081', 'shop:8081', null],
  ['the address that the client asked for', '*:8081', '0.0.0.0:8081', null],
  ['another abstract socket', 'abns@inner', 'abns@outer', null],
  ['a socket of another family', 'abns@inner', 'unix@inner', null],
])('a server leads on to a frontend of the same configuration: %s', (_, bind, address, expected) => {
  const { servers } = pool(`backend hop\nserver hop ${address}\nfrontend inner\nbind ${bind}\n`);
  expect(servers.map(({ leadsOn }) => leadsOn)).toEqual([expected]);
});
