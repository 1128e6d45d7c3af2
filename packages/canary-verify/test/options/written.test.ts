import { describe, expect, test } from 'vitest';
import { readSecondHop } from '../../src/options/classify-rules.js';
import { resolveOptions, type VerifyOptions } from '../../src/options/options.js';
import { headersName } from '../../src/options/request-headers.js';
import { readStatsPlace } from '../../src/options/stats-place.js';
import { UsageError } from '../../src/text/usage-error.js';

const TARGET = 'http://shop.example:8080/version';
const read = (options: VerifyOptions) => resolveOptions({ expect: '10%', target: TARGET, ...options });
const expectation = (options: VerifyOptions) => resolveOptions(options).arms[0].expectation;

/** What is wrong, in the words that the user gets. */
function problem(options: VerifyOptions): string {
  try {
    read(options);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return 'nothing';
}

describe('a share can be written in these ways', () => {
  test.each<[string | number, number]>([
    ['12.25%', 0.1225],
    ['.125', 0.125],
    ['0.125', 0.125],
    [' 10 % ', 0.1],
    [0.5, 0.5],
  ])('%j', (written, share) => expect(expectation({ expect: written })).toMatchObject({ share }));

  test.each<[string | number, string]>([
    ['1.5', 'expect must be a share, for example 10% or 0.1; got "1.5"; did you mean 1.5%?'],
    ['100', 'expect must be a share, for example 10% or 0.1; got "100"; did you mean 100%?'],
    ['101', 'expect must be a share, for example 10% or 0.1; got "101"'],
    ['150%', 'expect must be a share, for example 10% or 0.1; got "150%"'],
    ['10%x', 'expect must be a share, for example 10% or 0.1; got "10%x"'],
    ['x10%', 'expect must be a share, for example 10% or 0.1; got "x10%"'],
  ])('but not as %j', (written, says) => expect(problem({ expect: written })).toBe(says));
});

describe('a tolerance can be written in these ways', () => {
  test.each<[string | number, number]>([
    ['2.25pp', 0.0225],
    ['.25pp', 0.0025],
    [' 3 pp ', 0.03],
    ['12.5%', 0.0125],
    [0.02, 0.02],
    ['0.02', 0.02],
  ])('%j', (tolerance, fraction) =>
    expect(expectation({ expect: '10%', tolerance })).toMatchObject({
      tolerance: expect.closeTo(fraction, 12),
    }),
  );

  test.each(['0pp', '0', '1', '3', '3ppx', 'x3pp', '-1pp'])('but not as %j', (tolerance) =>
    expect(problem({ tolerance })).toMatch(/^tolerance must be percentage points, for example 3pp/),
  );

  test('of just half a share is still less than all of it', () => {
    expect(expectation({ expect: '50%', tolerance: '49.9pp' })).toMatchObject({ share: 0.5 });
    expect(problem({ expect: '50%', tolerance: '50pp' })).toMatch(/no canary at all would match/);
  });
});

describe('several versions', () => {
  test('are named in their order, each with its share and its tolerance', () => {
    expect(expectation({ expect: ' v1 = 60% , v2=30%,a b=10%' })).toEqual({
      kind: 'versions',
      versions: [
        { version: 'v1', share: 0.6, tolerance: 0.03 },
        { version: 'v2', share: 0.3, tolerance: 0.03 },
        { version: 'a b', share: 0.1, tolerance: 0.03 },
      ],
    });
    const thirds = 'a=33.333333333%,b=33.333333333%,c=33.333333334%';
    expect(expectation({ expect: thirds })).toMatchObject({ kind: 'versions' });
  });

  test.each([
    ['v1=90%,=10%', 'expect must be versions with shares, for example v1=90%,v2=10%; got "v1=90%,=10%"'],
    ['v1=90%,v2', 'expect must be versions with shares, for example v1=90%,v2=10%; got "v1=90%,v2"'],
    ['v1=100%,v2=0%', 'expect must give each version more than 0 % and less than 100 %; got "v1=100%"'],
    ['v2=0%,v1=100%', 'expect must give each version more than 0 % and less than 100 %; got "v2=0%"'],
    ['v1=90%', 'expect must name at least two versions, each once; got "v1=90%"'],
    ['v1=50%,v1=50%', 'expect must name at least two versions, each once; got "v1=50%,v1=50%"'],
    [
      'v1=50%,v2=40%',
      'expect must have shares that add up to 100 %, but they add up to 90 %: "v1=50%,v2=40%"',
    ],
  ])('%s is refused', (written, says) => expect(problem({ expect: written })).toBe(says));

  test('are looked for in the names of services, too: then the body is read', () => {
    expect(read({ expect: 'v1=90%,v2=10%' }).rules.readsService).toBe(true);
    expect(read({}).rules.readsService).toBe(false);
    const arms = [
      { name: 'a', expect: '10%' },
      { name: 'b', expect: 'v1=90%,v2=10%' },
    ];
    expect(resolveOptions({ arms }).rules.readsService).toBe(true);
  });
});

describe('a leak', () => {
  test.each(['0%', '100%', 0, 1])('of %j cannot be ruled out', (leak) =>
    expect(problem({ expect: '100%', leak })).toBe(
      `leak must be more than 0 % and less than 100 %; got "${leak}"`,
    ),
  );

  test('belongs to the second service as well: the canary for marked requests, else the stable version', () => {
    const [marked, unmarked, neither, own] = resolveOptions({
      secondHop: 'header:X-Credit',
      leak: '0.5%',
      arms: [
        { name: 'marked', expect: '100%' },
        { name: 'unmarked', expect: '0%' },
        { name: 'neither', expect: '100%', secondHop: null },
        { name: 'own', expect: '10%', secondHop: 'canary', rule: { file: 'a.cfg', line: 3 } },
      ],
    }).arms;
    expect(marked).toMatchObject({ secondHop: { track: 'canary', leak: 0.005 }, rule: null });
    expect(unmarked).toMatchObject({ secondHop: { track: 'stable', leak: 0.005 } });
    expect(neither).toMatchObject({ secondHop: null });
    expect(own).toMatchObject({ secondHop: { track: 'canary' }, rule: { file: 'a.cfg', line: 3 } });
    expect(read({}).arms[0]).toMatchObject({ name: 'all requests', headers: [], secondHop: null });
    expect(read({ secondHop: 'header:X-Credit' }).arms[0]).toMatchObject({ secondHop: { track: 'stable' } });
  });

  test('the second service is named by a header or a place in the body', () => {
    expect(readSecondHop('header:X-Credit')).toEqual({ kind: 'header', name: 'x-credit' });
    expect(readSecondHop('json:/a~1b/c~0d/0')).toEqual({ kind: 'json', pointer: ['a/b', 'c~d', '0'] });
    for (const written of [
      'status',
      'body:x',
      'xheader:X',
      'header:',
      'header:X Y',
      'json:a',
      'xjson:/a',
      '',
    ])
      expect(() => readSecondHop(written)).toThrow(/^secondHop must be header:NAME or json:\/POINTER; got "/);
  });
});

describe('numbers', () => {
  test.each<[VerifyOptions]>([
    [{ connections: 1 }],
    [{ connections: 1000 }],
    [{ maxRequests: 1_000_000_000 }],
    [{ maxTimeMs: 86_400_000 }],
    [{ timeoutMs: 3_600_000 }],
    [{ replicas: { stable: 0, canary: 10_000 } }],
    [{ replicas: { stable: 1, canary: 1 } }],
    [{ differsBeyond: 'half' }],
    [{ differsBeyond: 'share' }],
    [{ http2: true }],
    [{ overMs: 1 }],
    [{ overMs: 60_000, maxTimeMs: 60_001 }],
  ])('%j is taken as it is', (options) => expect(read(options)).toMatchObject(options));

  test.each<[VerifyOptions, string]>([
    [{ connections: 1001 }, 'connections must be a whole number from 1 to 1000; got "1001"'],
    [{ maxTimeMs: 86_400_001 }, 'maxTimeMs must be a whole number from 1 to 86400000; got "86400001"'],
    [{ timeoutMs: 0 }, 'timeoutMs must be a whole number from 1 to 3600000; got "0"'],
    [{ overMs: 0 }, 'overMs must be a whole number from 1 to 86400000; got "0"'],
    [
      { overMs: 1_000, rate: 5 },
      'overMs and `rate` exclude each other: the time and the number of requests give the rate',
    ],
    [
      { overMs: 1_000, maxTimeMs: 1_000 },
      'maxTimeMs must be longer than `overMs`: no verdict comes before that time is over',
    ],
    [{ rate: 0 }, 'rate must be more than 0 and at most 100000 requests per second; got "0"'],
    [{ confidence: '49%' }, 'confidence must be at least 50 % and less than 100 %; got "49%"'],
    [{ differsBeyond: 'all' as 'half' }, 'differsBeyond must be one of tolerance, half, share; got "all"'],
  ])('%j is refused', (options, says) => expect(problem(options)).toBe(says));

  test.each([
    [0, 0],
    [-1, 2],
    [2, -1],
    [1.5, 1],
    [1, 10_001],
    [10_001, 1],
  ])('%d stable and %d canary replicas are refused', (stable, canary) =>
    expect(problem({ replicas: { stable, canary } })).toBe(
      `replicas must be whole numbers with at least one replica; got "${stable} and ${canary}"`,
    ),
  );

  test.each([
    [1_000, 60_000],
    [50_000, 60_000],
    [60_000, 70_000],
    [86_395_000, 86_400_000],
  ])('a run that is spread over %i ms may take %i ms unless a time limit is given', (overMs, maxTimeMs) =>
    expect(read({ overMs }).maxTimeMs).toBe(maxTimeMs),
  );

  test('a confidence of 50 % is the least', () => {
    expect(read({ confidence: '50%' }).errorRate).toBe(0.5);
  });

  test('without them the usual ones are taken', () => {
    expect(read({})).toMatchObject({
      ...{
        replicas: null,
        consul: null,
        sources: null,
        secondHop: null,
        rate: null,
        overMs: null,
        http2: false,
      },
      ...{ connections: 10, maxRequests: null, maxTimeMs: 60_000, timeoutMs: 5_000, maxFailures: 0.01 },
      ...{ differsBeyond: 'tolerance', connectionMode: 'auto', followRedirects: false, onProgress: null },
      request: {
        method: 'GET',
        body: null,
        tls: { rejectUnauthorized: true, ca: null, cert: null, key: null },
      },
    });
    expect(read({ insecure: true }).request.tls.rejectUnauthorized).toBe(false);
  });
});

describe('methods', () => {
  test.each([
    [{}, 'GET'],
    [{ body: 'x' }, 'POST'],
    [{ method: 'put', body: 'x' }, 'PUT'],
    [{ method: 'head' }, 'HEAD'],
  ])('%j: %s', (options, method) => expect(read(options).request.method).toBe(method));

  test.each<[VerifyOptions, string]>([
    [{ method: 'FETCH' }, 'method must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS; got "FETCH"'],
    [{ method: 'GET', body: 'x' }, 'body cannot be used with GET: use POST or PUT'],
    [{ method: 'HEAD', body: 'x' }, 'body cannot be used with HEAD: use POST or PUT'],
    [{ cert: '/nowhere' }, 'cert must have `key` beside it: a certificate and its key belong together'],
    [{ key: '/nowhere' }, 'key must have `cert` beside it: a certificate and its key belong together'],
    [
      { caCert: '/nowhere' },
      'caCert must be a PEM file; cannot read "/nowhere": ENOENT: no such file or directory',
    ],
  ])('%j is refused', (options, says) => expect(problem(options)).toBe(says));

  test.each<[VerifyOptions, boolean]>([
    [{ method: 'GET' }, true],
    [{ method: 'head' }, true],
    [{}, true],
    [{ method: 'PUT' }, false],
    [{ body: 'x' }, false],
  ])('redirects of %j are followed: %s', (options, follows) => {
    const given = { ...options, followRedirects: true };
    if (follows) expect(read(given).followRedirects).toBe(true);
    else expect(problem(given)).toMatch(/^followRedirects is only for GET and HEAD/);
    expect(read({ ...options, followRedirects: false }).followRedirects).toBe(false);
  });
});

describe('the way to the target', () => {
  const via = (options: VerifyOptions) => read(options).request.via;

  test.each<[VerifyOptions, object]>([
    [{}, { kind: 'direct' }],
    [{ unixSocket: '/run/proxy.sock' }, { kind: 'socket', path: '/run/proxy.sock' }],
    [{ connectTo: '10.0.0.1:80' }, { kind: 'elsewhere', hostname: '10.0.0.1', port: 80 }],
    [{ connectTo: '[::1]:65535' }, { kind: 'elsewhere', hostname: '::1', port: 65_535 }],
    [{ connectTo: '::proxy-1:1' }, { kind: 'elsewhere', hostname: 'proxy-1', port: 1 }],
    [{ connectTo: 'shop.example:8080:proxy:81' }, { kind: 'elsewhere', hostname: 'proxy', port: 81 }],
    [
      { resolve: ['other:80:10.0.0.9', '+SHOP.example:08080:10.0.0.1,[::1]'] },
      {
        kind: 'resolved',
        addresses: [
          { address: '10.0.0.1', family: 4 },
          { address: '::1', family: 6 },
        ],
      },
    ],
    [{ resolve: ['*:8080:10.0.0.1'] }, { kind: 'resolved', addresses: [{ address: '10.0.0.1', family: 4 }] }],
    [{ target: 'http://shop/', resolve: ['shop:80:10.0.0.1'] }, { kind: 'resolved' }],
    [{ target: 'https://shop/', resolve: ['shop:443:10.0.0.1'] }, { kind: 'resolved' }],
  ])('%j', (options, way) => expect(via(options)).toMatchObject(way));

  test.each([
    '',
    'proxy',
    ':80',
    'proxy:',
    'proxy:0',
    'proxy:65536',
    'proxy:80x',
    'a b:80',
    'http://proxy:80',
    '[::1',
  ])('connectTo %j is refused', (connectTo) =>
    expect(problem({ connectTo })).toBe(`connectTo must be HOST:PORT; got "${connectTo}"`),
  );

  test.each([
    '',
    'shop',
    'shop:80',
    'shop:80:name',
    'shop:80:10.0.0.1,name',
    'shop:0:10.0.0.1',
    ':80:10.0.0.1',
    'shop:80:10.0.0.1 ',
  ])('resolve %j is refused', (entry) =>
    expect(problem({ resolve: [entry] })).toBe(
      `resolve must be HOST:PORT:ADDRESS, for example shop:80:127.0.0.1; got "${entry}"`,
    ),
  );

  test.each<[VerifyOptions, string]>([
    [{ unixSocket: '' }, 'unixSocket must be the path of a socket; got ""'],
    [
      { connectTo: 'a:1', unixSocket: '/a' },
      'connectTo and `unixSocket` exclude each other: use one of them',
    ],
    [
      { resolve: ['a:1:::1'], unixSocket: '/a' },
      'resolve and `unixSocket` exclude each other: use one of them',
    ],
    [
      { resolve: ['other:8080:10.0.0.1', 'shop.example:80:10.0.0.1'] },
      'resolve must name the host and port of the URL, shop.example:8080:ADDRESS; got "other:8080:10.0.0.1" and "shop.example:80:10.0.0.1"',
    ],
    [
      { target: 'http://10.0.0.7/', resolve: ['10.0.0.7:80:10.0.0.1'] },
      'resolve must name the host and port of the URL, HOST:80:ADDRESS; got "10.0.0.7:80:10.0.0.1"; for an address use `connectTo`',
    ],
    [
      { target: 'https://[::1]/', resolve: ['*:443:10.0.0.1'] },
      'resolve must name the host and port of the URL, HOST:443:ADDRESS; got "*:443:10.0.0.1"; for an address use `connectTo`',
    ],
  ])('%j is refused', (options, says) => expect(problem(options)).toBe(says));
});

describe('who can explain the traffic', () => {
  test('nobody, where nobody is named', () => {
    expect(read({}).sources).toBeNull();
    expect(read({ haproxyStats: [] }).sources).toBeNull();
  });

  test('Consul, running HAProxys and the configuration: each alone, with what an unmarked request looks like', () => {
    const consul = { consul: 'consul:8500', consulToken: 'token' };
    expect(read(consul).sources).toMatchObject({
      consul: { url: 'http://consul:8500', token: 'token' },
      ...{ haproxy: [], config: null, services: { stable: 'service-v1', canary: 'service-v2' } },
      unmarked: { method: 'GET', path: '/version', headers: [['Host', 'shop.example:8080']], tls: false },
    });
    expect(read(consul).consul).toEqual({
      ...{
        url: 'http://consul:8500',
        token: 'token',
        alone: null,
        services: { stable: 'service-v1', canary: 'service-v2' },
      },
    });
    const stats = { haproxyStats: ['localhost:9999'], target: 'https://shop/a?b=1', body: 'x' };
    expect(read(stats).sources).toMatchObject({
      ...{ consul: null, haproxy: [{ kind: 'socket', connect: { host: 'localhost', port: 9999 } }] },
      unmarked: {
        method: 'POST',
        path: '/a?b=1',
        headers: [['Host', 'shop']],
        tls: true,
        source: '127.0.0.1',
      },
    });
    const config = { sections: [] } as unknown as NonNullable<VerifyOptions['haproxyConfig']>;
    const services = { stable: 'a', canary: 'b' };
    const given = { haproxyConfig: config, services, method: 'PUT' };
    expect(read(given).sources).toMatchObject({ config, services, unmarked: { method: 'PUT' } });
  });

  test.each<[VerifyOptions, string]>([
    [{ consul: 'a', consulToken: 'a b' }, 'consulToken must be ASCII without spaces and control characters'],
    [{ consul: 'http://u@consul' }, 'consul must not contain credentials: set CONSUL_HTTP_TOKEN instead'],
    [
      { consul: 'ftp://consul' },
      'consul must be a URL, for example http://localhost:8500; got "ftp://consul"',
    ],
    [{ target: 'u:p@shop' }, 'target must not contain credentials: send them in a header instead'],
    [{ target: 'http://:p@shop' }, 'target must not contain credentials: send them in a header instead'],
    [{ target: 'http://u@ho st/' }, 'target must not contain credentials: send them in a header instead'],
  ])('%j is refused', (options, says) => expect(problem(options)).toBe(says));

  test('HTTPS goes as well', () => {
    expect(read({ target: 'HTTPS://Shop/' }).target.href).toBe('https://shop/');
    expect(read({ target: 'shop/x://y' }).target.href).toBe('http://shop/x://y');
  });

  test.each(['localhost:65536', 'a b:1', 'http:///stats', 'xhttp://a/', 'unix@', 'a:b:1'])(
    'statistics at %j are refused',
    (place) => expect(() => readStatsPlace(place)).toThrow(/^haproxyStats must be the URL of a stats page/),
  );

  test.each([
    ['localhost:1', 'localhost', 1],
    ['haproxy-1.example:65535', 'haproxy-1.example', 65_535],
    ['[fe80::1]:99', 'fe80::1', 99],
  ])('statistics at %s', (place, host, port) =>
    expect(readStatsPlace(place)).toEqual({ kind: 'socket', connect: { host, port } }),
  );
});

describe('headers', () => {
  test('Host may be given once, in whatever case', () => {
    expect(read({ headers: { Host: 'shop' } }).arms[0].headers).toEqual([['Host', 'shop']]);
    const twice: [string, string][] = [
      ['Host', 'a'],
      ['HOST', 'b'],
    ];
    expect(problem({ headers: twice })).toBe(
      'headers must not have Host twice: a server must refuse such a request',
    );
    const others: [string, string][] = [
      ['Host', 'a'],
      ['X-Host', 'b'],
      ['Hostname', 'c'],
    ];
    expect(read({ headers: others }).arms[0].headers).toHaveLength(3);
    expect(problem({ headers: { 'X-A': 7 as unknown as string } })).toMatch(/in the value of X-A$/);
  });

  test('are called by what they say', () => {
    expect(headersName([])).toBe('unmarked');
    expect(
      headersName([
        ['X-A', '1'],
        ['X-A', '2'],
        ['X-B', ''],
      ]),
    ).toBe('X-A: 1 + 2 + X-B:');
  });
});
