import { describe, expect, test } from 'vitest';
import { deduce } from '../../../src/haproxy/routing/deduce.js';
import { deduced, requestOf, rulesOf } from './rules-of.js';

const MARKED = { headers: [['X-Canary', 'always']] as const };
const near = (share: number) => expect.closeTo(share, 12);

describe('what chance decides', () => {
  test('a percentage is the share of the numbers that fit', () => {
    const lines = 'use_backend canary if { rand(100) lt 10 }\ndefault_backend stable';
    expect(deduced(lines)).toEqual({ canary: near(0.1), stable: near(0.9) });
  });

  test('two draws are independent; one draw that is kept is one', () => {
    const twice =
      'use_backend canary if { rand(100) lt 50 }\nuse_backend beta if { rand(100) lt 50 }\ndefault_backend stable';
    expect(deduced(twice)).toEqual({ canary: near(0.5), beta: near(0.25), stable: near(0.25) });
    const once = `http-request set-var(txn.draw) rand(100)
      use_backend canary if { var(txn.draw) -m int lt 50 }
      use_backend beta if { var(txn.draw) -m int lt 70 }
      use_backend stable if { var(txn.draw),odd }
      default_backend canary`;
    expect(deduced(once)).toEqual({ canary: near(0.65), beta: near(0.2), stable: near(0.15) });
  });

  test('a number is added to the value that a variable had then', () => {
    const lines = `http-request set-var(txn.more) int(5)
      http-request set-var(txn.sum) rand(10),add(txn.more)
      http-request set-var(txn.more) int(100)
      use_backend canary if { var(txn.sum) -m int lt 7 }
      default_backend stable`;
    expect(deduced(lines)).toEqual({ canary: near(0.2), stable: near(0.8) });
    // To begin with, the variable is not there: nothing is kept, and then the number itself.
    const itself = `http-request set-var(txn.a) rand(10),add(txn.a)
      http-request set-var(txn.b) rand(10),mul(2)
      http-request set-var(txn.b) rand(10),mul(3),add(txn.b)
      use_backend beta if { var(txn.a) -m found }
      use_backend canary if { var(txn.b) -m int 0 }
      default_backend stable`;
    expect(deduced(itself)).toEqual({ canary: near(0.01), stable: near(0.99) });
  });

  test('numbers of 32 bits are told without trying each', () => {
    const lines = 'use_backend canary if { rand,mod(100) lt 25 }\ndefault_backend stable';
    const { canary, stable } = deduced(lines) as { canary: number; stable: number };
    expect(canary).toBeCloseTo(0.25, 8);
    expect(canary + stable).toBeCloseTo(1, 12);
  });

  test('a mark beside a percentage: the mark always, the rest by chance', () => {
    const lines = `use_backend canary if { req.hdr(X-Canary) -m str always } || { rand(100) lt 10 }
      default_backend stable`;
    expect(deduced(lines, MARKED)).toEqual({ canary: 1 });
    expect(deduced(lines)).toEqual({ canary: near(0.1), stable: near(0.9) });
  });

  test('a percentage out of a map, as a difference that is below zero', () => {
    const lines = `http-request set-var(txn.percent) str(service),map_str_int(percent.map,0)
      use_backend canary if { rand(100),sub(txn.percent) lt 0 }
      default_backend stable`;
    expect(deduced(lines, {}, { 'percent.map': 'service 25\n' })).toEqual({
      canary: near(0.25),
      stable: near(0.75),
    });
    expect(deduced(lines)).toEqual({ unknown: ['what the map file "percent.map" holds is not known'] });
  });
});

describe('what is unknown', () => {
  test('an unknown condition is ignored when both outcomes lead to the same backend', () => {
    const both = 'use_backend stable if { lua.pick -m str x }\ndefault_backend stable';
    expect(deduced(both)).toEqual({ stable: 1 });
    const anyway = 'use_backend canary if { lua.pick -m str x } or TRUE\ndefault_backend stable';
    expect(deduced(anyway)).toEqual({ canary: 1 });
    const never = 'use_backend canary if { lua.pick -m str x } FALSE\ndefault_backend stable';
    expect(deduced(never)).toEqual({ stable: 1 });
    const tooLate =
      'use_backend canary if TRUE\nuse_backend beta if { lua.pick -m str x }\ndefault_backend stable';
    expect(deduced(tooLate)).toEqual({ canary: 1 });
  });

  test('where it decides, its line is named', () => {
    const rules = rulesOf('use_backend canary if { req.hdr(X-Canary),sha1 5 }\ndefault_backend stable');
    expect(deduce(rules, 'front', requestOf())).toEqual({
      destinations: [{ destination: { kind: 'backend', name: 'stable' }, share: 1 }],
      unknown: [],
    });
    expect(deduce(rules, 'front', requestOf(MARKED))).toEqual({
      destinations: [],
      unknown: [
        {
          place: { file: 'haproxy.cfg', line: 4 },
          text: 'req.hdr(X-Canary),sha1',
          why: 'converter "sha1" is not known here',
        },
      ],
    });
  });

  test('a share that is so either way is told', () => {
    const lines = `use_backend canary if { nbsrv(canary) gt 0 } { rand(100) lt 10 }
      default_backend stable`;
    const unknown = ['how many servers of "canary" are up is not known here'];
    expect(deduced(lines)).toEqual({ stable: near(0.9), unknown });
    const up = deduce(rulesOf(lines), 'front', requestOf(), { serversUp: { canary: 1 }, calm: false });
    expect(up.destinations.map(({ share }) => share)).toEqual([near(0.1), near(0.9)]);
  });

  test('a value that may depend on the same draw is not taken for independent of it', () => {
    // Whatever `sha1` makes of the number, either way may be the only one: each with 50 % would be wrong.
    const lines = `http-request set-var(txn.draw) rand(2)
      http-request set-header X-Mark yes if { var(txn.draw),sha1 -m str x }
      use_backend canary if { var(txn.draw) -m int 0 } { req.hdr(X-Mark) -m found }
      use_backend stable if { var(txn.draw) -m int 0 }
      use_backend stable if { req.hdr(X-Mark) -m found }
      default_backend canary`;
    expect(deduced(lines)).toEqual({ unknown: ['converter "sha1" is not known here'] });
  });

  test('an action that may do anything hides all that follows it, but only where it runs', () => {
    const lines =
      'http-request lua.act if { path /lua }\nuse_backend canary if { path /lua }\ndefault_backend stable';
    expect(deduced(lines)).toEqual({ stable: 1 });
    expect(deduced(lines, { path: '/lua' })).toEqual({
      unknown: ['the action "lua.act" is not understood here'],
    });
  });

  test('a header that is set to something unknown is unknown; deleted, it is gone', () => {
    const lines = 'http-request set-header X-Canary %[lua.pick]';
    const rules = 'use_backend canary if { req.hdr(X-Canary) always }\ndefault_backend stable';
    expect(deduced(`${lines}\n${rules}`)).toEqual({ unknown: ['sample fetch "lua.pick" is not known here'] });
    expect(deduced(`${lines}\nhttp-request del-header X-Canary\n${rules}`, MARKED)).toEqual({ stable: 1 });
  });

  test('a line that HAProxy may read otherwise is in doubt, and what it decides with it', () => {
    const lines = '.if feature(SOMETHING)\nuse_backend canary if { path / }\n.endif\ndefault_backend stable';
    expect(deduced(lines)).toHaveProperty('unknown');
  });

  test.each([
    ['a path without a slash', { path: 'version' }],
    ['a method that is none', { method: 'GE T' }],
    ['letters that no header has', { headers: [['X-A', 'é']] as const }],
    ['a name that is no token', { headers: [['X A', 'b']] as const }],
    [
      'several Host',
      {
        headers: [
          ['Host', 'a'],
          ['host', 'b'],
        ] as const,
      },
    ],
  ])('nothing is said of a request with %s', (_, request) => {
    expect(deduced('default_backend stable', request)).toHaveProperty('unknown.0');
  });
});

test('changes of variables by Lua or a converter are not overlooked', () => {
  const rules = 'use_backend canary if { var(txn.a) -m found }\ndefault_backend stable';
  expect(deduced(rules)).toEqual({ stable: 1 });
  expect(deduced(`acl b lua.pick -m found\n${rules}`)).toEqual({
    unknown: ['Lua may change variables at any time'],
  });
  const converter = 'http-request set-header X-A %[path,set-var(txn.a)]';
  expect(deduced(`${converter}\n${rules}`)).toEqual({
    unknown: ['a converter changes this variable where it is asked'],
  });
});

test('all that is not understood is named with its line', () => {
  const { remarks } = rulesOf(`http-request set-header X-A %[path,sha1]
    http-request set-var(txn.a) ssl_fc_cipher
    http-request lua.act
    use_backend canary if { req.len gt 1 } or { path,sha1 5 }`);
  expect(remarks.map(({ place, text, why }) => [place.line, text, why])).toEqual([
    [4, 'path,sha1', 'converter "sha1" is not known here'],
    [5, 'ssl_fc_cipher', 'sample fetch "ssl_fc_cipher" is not known here'],
    [6, 'http-request lua.act', 'the action "lua.act" is not understood here'],
    [7, 'req.len gt 1', 'sample fetch "req.len" is not known here'],
    [7, 'path,sha1', 'converter "sha1" is not known here'],
  ]);
});

describe('who answers', () => {
  test.each<[string, object, object]>([
    ['http-request deny', {}, { 'status 403': 1 }],
    ['http-request deny deny_status 429 if { path / }', {}, { 'status 429': 1 }],
    ['http-request reject if { src 10.0.0.0/8 }', { source: '10.1.2.3' }, { 'status 0': 1 }],
    ['http-request redirect scheme https code 301 unless { ssl_fc }', {}, { 'status 301': 1 }],
    ['http-request redirect scheme https unless { ssl_fc }', { tls: true }, { stable: 1 }],
    ['redirect location /new', {}, { 'status 302': 1 }],
    ['http-request auth unless { http_auth(users) }', {}, { 'status 401': 1 }],
    ['http-request allow\nhttp-request deny', {}, { stable: 1 }],
    ['tcp-request content reject unless { path_beg /ok }', {}, { 'status 0': 1 }],
    ['monitor-uri /up', { path: '/up' }, { 'status 200': 1 }],
    ['monitor-uri /up\nmonitor fail if TRUE', { path: '/up' }, { 'status 503': 1 }],
    ['stats uri /stats', { path: '/stats;csv' }, { 'status 200': 1 }],
    ['http-request return status 204', {}, { 'status 204': 1 }],
  ])('%s', (line, request, expected) => {
    expect(deduced(`${line}\ndefault_backend stable`, request)).toEqual(expected);
  });

  test('nobody: no rule applies and there is no default', () => {
    expect(deduced('use_backend canary if { path /x }')).toEqual({ nowhere: 1 });
  });

  test('a backend by its own rules, a listen by itself', () => {
    expect(deduced('default_backend closed\nbackend closed\nhttp-request deny')).toEqual({ 'status 403': 1 });
    const rules = rulesOf(
      'default_backend stable\nlisten alone\nuse_backend canary if { path /c }\nserver a :1',
    );
    const ends = (path: string) => deduce(rules, 'alone', requestOf({ path })).destinations[0]?.destination;
    expect([ends('/'), ends('/c')]).toEqual([
      { kind: 'backend', name: 'alone' },
      { kind: 'backend', name: 'canary' },
    ]);
  });

  test('the default backend, for a name out of the request that no backend has', () => {
    const lines = 'use_backend %[req.hdr(X-To)]\nuse_backend beta if TRUE\ndefault_backend stable';
    expect(deduced(lines, { headers: [['X-To', 'canary']] })).toEqual({ canary: 1 });
    expect(deduced(lines, { headers: [['X-To', 'nobody']] })).toEqual({ stable: 1 });
  });
});

describe('what HAProxy does otherwise than one would think', () => {
  const to = (test: string, request: object = MARKED) =>
    deduced(`use_backend canary if { ${test} }\ndefault_backend stable`, request);

  test('an ACL keyword with a converter compares whole values', () => {
    expect(to('hdr_beg(X-Canary) al')).toEqual({ canary: 1 });
    expect(to('hdr_beg(X-Canary),lower al')).toEqual({ stable: 1 });
  });

  test('req.hdr sees each element of a list, req.fhdr the line; set-var keeps the last', () => {
    const listed = { headers: [['X-Canary', 'never, always']] as const };
    expect(to('req.hdr(X-Canary) never', listed)).toEqual({ canary: 1 });
    expect(to('req.fhdr(X-Canary) always', listed)).toEqual({ stable: 1 });
    const kept =
      'http-request set-var(txn.a) req.hdr(X-Canary)\nuse_backend canary if { var(txn.a) -m str always }\ndefault_backend stable';
    expect(deduced(kept, listed)).toEqual({ canary: 1 });
    expect(
      deduced(kept, {
        headers: [
          ['X-Canary', 'always'],
          ['X-Canary', 'never'],
        ],
      }),
    ).toEqual({ stable: 1 });
  });

  test('lines of one ACL are alternatives; one that is defined further down is added to it', () => {
    const lines =
      'acl mark req.hdr(X-A) 1\nuse_backend canary if mark\nacl mark req.hdr(X-Canary) always\ndefault_backend stable';
    expect(deduced(lines, MARKED)).toEqual({ canary: 1 });
  });

  test('set-method does not change what METH_GET says', () => {
    const lines = 'http-request set-method POST\nuse_backend canary if METH_GET\ndefault_backend stable';
    expect(deduced(lines)).toEqual({ canary: 1 });
  });

  test('a file that is matched by sub and by end is mixed up by HAProxy', () => {
    const lines = (method: string) =>
      `use_backend %[req.hdr(X-Canary),map_sub(m.map,stable)]\nuse_backend %[req.hdr(X-B),map_${method}(m.map,stable)]`;
    const files = { 'm.map': 'w canary\n' };
    expect(deduced(lines('sub'), MARKED, files)).toEqual({ canary: 1 });
    expect(deduced(lines('end'), MARKED, files)).toEqual({
      unknown: ['HAProxy mixes up what "sub" and "end" find in "m.map"'],
    });
  });
});

test("a frontend that there is not is the caller's mistake", () => {
  expect(() => deduce(rulesOf(''), 'back', requestOf())).toThrow(
    new RangeError('there is no frontend "back"'),
  );
});

test('many unknown conditions are given up instead of going all ways', () => {
  const many = Array.from(
    { length: 40 },
    (_, index) => `http-request set-header X-${index} a if { lua.pick -m int ${index} }`,
  );
  const lines = `${many.join('\n')}\nuse_backend canary if { lua.pick -m int 1 }\ndefault_backend stable`;
  expect((deduced(lines) as { unknown: string[] }).unknown).toContain(
    'chance and unknown conditions leave too many ways through its rules',
  );
});

describe('rules that replace a part of the address', () => {
  const CANARY = 'use_backend canary if { url /v2/a?b=1 }\ndefault_backend stable';

  test.each([
    ['replace-path', '^/v1/(.*) /v2/\\1'],
    ['replace-pathq', '^/v1/([^?]*) /v2/\\1'],
    ['replace-uri', '^/v1/(.*) /v2/\\1'],
  ])('%s is told for a usual path', (action, change) => {
    expect(deduced(`http-request ${action} ${change}\n${CANARY}`, { path: '/v1/a?b=1' })).toEqual({
      [action === 'replace-pathq' ? 'stable' : 'canary']: 1,
    });
  });
});
