import { expect, test } from 'vitest';
import type { Inspection } from '../../../src/haproxy/inspect/inspection.js';
import { isShownHeader, shownRule } from '../../../src/haproxy/inspect/shown-rule.js';
import { jsonText } from '../../../src/reporters/json.js';
import { closedValidator } from '../../schemas/closed-validator.js';
import { REAL } from '../any-text.js';
import { inspected } from '../inspected.js';

const validate = closedValidator('inspection.schema.json');

test.each(REAL.map((text) => [text.split('\n')[0], text]))('%s fits the published schema', (_, text) =>
  expect(validate(JSON.parse(jsonText(inspected(text), 0))), JSON.stringify(validate.errors)).toBe(true),
);

/** A frontend `door` with these lines, and backends with one server each. */
function door(lines: string, backends = 'canary stable'): string {
  const each = backends
    .split(' ')
    .map((name) => `backend ${name}\n mode http\n server ${name}-1 10.0.0.1:80`);
  return `frontend door\n mode http\n bind :8080\n${lines}\n${each.join('\n')}`;
}

function first(inspection: Inspection) {
  const [frontend] = inspection.frontends;
  if (frontend === undefined) throw new Error('no frontend');
  return frontend;
}

const HEADER = ' use_backend canary if { req.hdr(X-Canary) -m str always }\n default_backend stable';

test('the header to insert, ready to be pasted', () => {
  const { marks, unmarked, url, binds } = first(inspected(door(HEADER)));
  expect({ url, binds }).toMatchObject({ url: 'http://localhost:8080', binds: [{ address: ':8080' }] });
  expect(unmarked.canaryShare).toBe(0);
  expect(marks).toHaveLength(1);
  expect(marks[0]).toMatchObject({
    headers: [['X-Canary', 'always']],
    backend: 'canary',
    canaryShare: 1,
    place: { line: 4 },
    match: 'str',
    caseSensitive: true,
    paste: {
      curl: "curl -H 'X-Canary: always' http://localhost:8080/version",
      ab: "ab -n 100 -H 'X-Canary: always' http://localhost:8080/version",
      canaryVerify: "canary-verify --expect 100% -H 'X-Canary: always' http://localhost:8080/version",
    },
  });
});

test.each([
  [
    'a quotation mark',
    `{ req.hdr(X-Team) -m str "it's" }`,
    `curl -H 'X-Team: it'\\''s' http://localhost:8080/version`,
  ],
  ['a path', '{ req.hdr(X) y } { path /a(b) }', "curl -H 'X: y' 'http://localhost:8080/a(b)'"],
  ['a method', '{ req.hdr(X) y } { method POST }', "curl -X POST -H 'X: y' http://localhost:8080/version"],
  ['HEAD', '{ req.hdr(X) y } { method HEAD }', "curl -I -H 'X: y' http://localhost:8080/version"],
])('%s in a line to be pasted', (_, condition, curl) => {
  const { marks } = first(inspected(door(` use_backend canary if ${condition}\n default_backend stable`)));
  expect(marks[0]?.paste?.curl).toBe(curl);
});

test('a header whose value is a secret is named, and its value nowhere', () => {
  const secret = 'hunter2hunter2';
  const inspection = inspected(
    door(` use_backend canary if { req.hdr(X-Api-Token) -m str ${secret} }\n default_backend stable`),
  );
  expect(first(inspection).marks[0]).toMatchObject({ headers: [['X-Api-Token', '***']], paste: null });
  expect(JSON.stringify(inspection)).not.toContain(secret);
});

test.each([
  'stats auth admin:SECRET',
  'acl ok req.hdr(Authorization) -m str SECRET',
  'http-request set-header Authorization "Bearer SECRET"',
  'use_backend a if { req.hdr(X-Token),lower -m beg -i SECRET } or { path /x }',
  'use_backend a unless { req.cook(session) SECRET SECRET }',
  'user ada insecure-password SECRET',
  'setenv TOKEN SECRET',
])('%s is shown without its secret', (text) => expect(shownRule(text)).not.toContain('SECRET'));

test.each([
  'use_backend canary if { req.hdr(X-Canary) -m str always }',
  'use_backend canary if marked !late or { path_beg /credit/ }',
  'http-request set-header X-Version 1.1.0 if { rand(100) lt 10 }',
])('%s is shown as it is', (text) => expect(shownRule(text)).toBe(text));

test.each([
  [['Cookie', 'canary=always'], true],
  [['Cookie', 'sessionid=1234'], false],
  [['X-Canary', 'always'], true],
  [['Authorization', 'Basic abc'], false],
] as const)('%j may be shown: %s', (header, shown) => expect(isShownHeader(header)).toBe(shown));

test.each([
  ['bind :80', 'http://localhost'],
  ['bind *:443 ssl crt x.pem', 'https://localhost'],
  ['bind 127.0.0.1:8080,10.0.0.1:80', 'http://127.0.0.1:8080'],
  ['bind [::1]:8080', 'http://[::1]:8080'],
  ['bind :::8080', 'http://localhost:8080'],
  ['bind /run/door.sock\n bind :81', 'http://localhost:81'],
  ['bind unix@door.sock', null],
  ['bind fd@3', null],
  ['bind :99999', null],
  ['.if feature(X)\n bind :80\n.endif', null],
  ['', null],
])('%j is asked at %s', (lines, url) => expect(first(inspected(`frontend f\n ${lines}`)).url).toBe(url));

test('shares by chance and by weights multiply', () => {
  const text = `frontend door
 mode http
 use_backend new if { rand(100) lt 20 }
 default_backend old
backend new
 balance roundrobin
 server canary-1 10.0.0.1:80 weight 50
 server stable-1 10.0.0.2:80 weight 50
backend old
 server stable-1 10.0.0.3:80`;
  const { unmarked } = first(inspected(text));
  expect(unmarked.canaryShare).toBeCloseTo(0.1, 12);
  expect(unmarked.served).toEqual([
    { backend: 'new', servers: 'canary', canary: true, share: expect.closeTo(0.1, 12), leadsOn: [] },
    { backend: 'new', servers: 'stable', canary: false, share: expect.closeTo(0.1, 12), leadsOn: [] },
    { backend: 'old', servers: null, canary: false, share: expect.closeTo(0.8, 12), leadsOn: [] },
  ]);
});

test.each([
  ['server app-v2-1 a:80\nserver app-v1-1 a:81', null, null, ['shop/app-v2']],
  ['server-template a- 3 _service-v2._tcp.c resolvers d\nserver b x:1', null, null, ['shop/a']],
  ['server green-1 a:80\nserver blue-1 a:81', null, null, []],
  ['server green-1 a:80\nserver blue-1 a:81', 'green', null, ['shop/green']],
  ['server canary-1 a:80\nserver blue-1 a:81', null, 'canary', []],
  ['server one a:80', 'shop', null, ['shop']],
])('%j: --canary %s --stable %s makes %j the canary', (servers, canary, stable, expected) => {
  const { canaries } = inspected(`backend shop\nbalance roundrobin\n${servers}`, {
    asked: { canary, stable },
  });
  expect(
    canaries.map((one) => (one.servers === null ? one.backend : `${one.backend}/${one.servers}`)),
  ).toEqual(expected);
});

test('a rule that cannot be read takes the share with it, and the header unless it leads there, too', () => {
  const behind = (backend: string) =>
    inspected(door(` use_backend ${backend} if { lua.pick -m bool }\n${HEADER}`));
  expect(first(behind('canary')).unmarked.canaryShare).toBeNull();
  expect(behind('canary').unknown.map(({ place }) => place.line)).toContain(4);
  expect(first(behind('canary')).marks.map(({ backend }) => backend)).toEqual(['canary']);
  expect(first(behind('stable')).marks).toEqual([]);
});

test('rules keep their order, with what their ACLs test', () => {
  const { rules } = first(
    inspected(
      door(
        ' acl marked req.hdr(a) b\n acl marked req.hdr(c) d\n use_backend canary if marked\n default_backend stable',
      ),
    ),
  );
  expect(rules).toEqual([
    {
      place: { file: 'haproxy.cfg', line: 6 },
      phase: 'use_backend',
      text: 'use_backend canary if marked',
      condition: 'if marked',
      backend: 'canary',
      server: null,
      acls: [{ name: 'marked', tests: ['req.hdr(a) b', 'req.hdr(c) d'] }],
    },
    expect.objectContaining({ text: 'default_backend stable', condition: null, backend: 'stable', acls: [] }),
  ]);
});

test('with more headers than anybody reads, those that lead to the canary come first', () => {
  const many = Array.from(
    { length: 20 },
    (_, index) => ` use_backend other if { req.hdr(X-${index}) y }`,
  ).join('\n');
  const { marks, moreMarks } = first(inspected(door(`${many}\n${HEADER}`, 'canary stable other')));
  expect(moreMarks).toBe(true);
  expect(marks[0]?.headers).toEqual([['X-Canary', 'always']]);
});

test('a running HAProxy tells what the files leave open', () => {
  const server = (name: string, status: string, weight: number) => ({
    backend: 'shop',
    name,
    address: '10.0.0.1:80',
    status,
    weight,
    ownWeight: weight,
    initialWeight: 1,
    backup: false,
    agent: null,
    ...{ sessions: 0, answered: 0, retried: 0, sentOn: 0 },
    cookie: null,
    changedSeconds: null,
    throttle: null,
    record: null,
    host: null,
  });
  const process = {
    source: '/run/haproxy.sock',
    version: '3.0.11',
    pid: 1,
    servers: [
      server('stable-1', 'UP', 90),
      server('stable-2', 'MAINT (resolution)', 90),
      server('canary-1', 'UP 1/2', 10),
      server('canary-2', 'DOWN', 50),
    ],
    backends: [],
    nameServers: null,
    stickTables: null,
  };
  const text = `frontend door
 mode http
 default_backend shop
backend shop
 balance roundrobin
 server-template stable- 2 _service-v1._tcp.c resolvers d
 server-template canary- 2 _service-v2._tcp.c resolvers d`;
  const { frontends, running } = inspected(text, {
    processes: [{ process }, { source: 'other', failure: 'refused' }],
  });
  expect(frontends[0]?.unmarked.canaryShare).toBeNull();
  expect(running[0]).toMatchObject({ source: '/run/haproxy.sock', version: '3.0.11', failure: null });
  expect(running[0]?.frontends[0]?.canaryShare).toBeCloseTo(0.1, 12);
  expect(running[1]).toMatchObject({ source: 'other', failure: 'refused', frontends: [] });
});

test('rules that are hardly meant so are found, and nothing is found in the fixtures', () => {
  const { findings } = inspected(
    door(' use_backend canary if { req.hdr(X-A),lower -m str Always }\n default_backend stable'),
  );
  expect(findings).toEqual([
    {
      kind: 'never-matches',
      place: { file: 'haproxy.cfg', line: 4 },
      text: 'req.hdr(X-A),lower -m str Always',
      pattern: 'Always',
      because: 'case-converted',
    },
  ]);
  for (const text of REAL)
    expect(
      inspected(text).findings.filter(({ kind }) => kind !== 'matches-more'),
      text,
    ).toEqual([]);
});

test('of a secret header neither the pattern nor what else matches is shown', () => {
  const { findings } = inspected(
    door(' use_backend canary if { req.hdr(X-Api-Token) -m beg s3cr3t }\n default_backend stable'),
  );
  expect(findings).toHaveLength(1);
  expect(JSON.stringify(findings)).not.toContain('s3cr3t');
});

test('each kind of finding fits the published schema', () => {
  const { findings, ...others } = inspected(
    door(`
 use_backend canary if { req.hdr(X-A),lower -m str Always }
 use_backend canary if { hdr_beg(X-A),lower al }
 use_backend canary if { hdr_beg(X-A) al }
 use_backend nobody if { path /a }
 use_backend canary
 use_backend stable if TRUE`),
  );
  expect(new Set(findings.map(({ kind }) => kind)).size).toBe(5);
  const printed = JSON.parse(jsonText({ ...others, findings }, 0));
  expect(validate(printed), JSON.stringify(validate.errors)).toBe(true);
});
