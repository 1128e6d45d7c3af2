import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { HaproxyConfig } from '../../../src/haproxy/configuration/configuration.js';
import { proxyLines } from '../../../src/haproxy/configuration/proxy-lines.js';
import { readHaproxyConfig } from '../../../src/haproxy/configuration/read-configuration.js';

function read(text: string, env: Record<string, string> = {}, version: string | null = null): HaproxyConfig {
  return readHaproxyConfig([{ file: 'haproxy.cfg', text }], env, version);
}

/** The lines of each section: `frontend web: bind :80 | mode http`. A doubted line begins with a question mark. */
function outline(config: HaproxyConfig): string[] {
  return config.sections.map(
    ({ kind, name, lines }) =>
      `${kind} ${name ?? '-'}: ${lines.map(({ words, doubt }) => `${doubt === null ? '' : '?'}${words.join(' ')}`).join(' | ')}`,
  );
}

/** The lines of a proxy with what it inherits. */
function linesOf(config: HaproxyConfig, name: string): string[] {
  const section = config.sections.find((one) => one.name === name);
  return section === undefined ? [] : proxyLines(section).map(({ words }) => words.join(' '));
}

const FIXTURES = new URL('../../../../../fixtures/haproxy/', import.meta.url);

test.each(readdirSync(FIXTURES).filter((file) => file.endsWith('.cfg')))('%s leaves no doubt', (file) => {
  const config = read(readFileSync(new URL(file, FIXTURES), 'utf8'));
  expect(config.remarks).toEqual([]);
  expect(config.sections.flatMap(({ lines }) => lines).filter(({ doubt }) => doubt !== null)).toEqual([]);
});

test('sections, names and places', () => {
  const config = read('global\n  maxconn 10 # few\n\nfrontend web\n  bind :80\nbackend one\nresolvers dns');
  expect(outline(config)).toEqual([
    'global -: maxconn 10',
    'frontend web: bind :80',
    'backend one: ',
    'resolvers dns: ',
  ]);
  expect(config.sections[1]?.lines[0]?.place).toEqual({ file: 'haproxy.cfg', line: 5 });
});

test('the defaults that come before a proxy hold for it, in every file', () => {
  const config = readHaproxyConfig(
    [
      { file: 'a.cfg', text: 'defaults\n mode http\n balance source\nbackend one\n server a a:80' },
      { file: 'b.cfg', text: 'backend two\n balance leastconn' },
    ],
    {},
  );
  expect(linesOf(config, 'one')).toEqual(['mode http', 'balance source', 'server a a:80']);
  expect(linesOf(config, 'two')).toEqual(['mode http', 'balance source', 'balance leastconn']);
});

test('named defaults hold by their name, and inherit from each other', () => {
  const config = read(`
defaults base
  mode http
defaults sticky from base
  cookie srv insert
defaults from base
  balance first
backend one from sticky
backend two
`);
  expect(linesOf(config, 'one')).toEqual(['mode http', 'cookie srv insert']);
  expect(linesOf(config, 'two')).toEqual(['mode http', 'balance first']);
});

test('rules are inherited from the named defaults that a proxy uses itself, and from no others', () => {
  const config = read(`
defaults base
  http-request deny
defaults rules from base
  acl marked hdr(x) y
  http-request set-header x y if marked
  server never a:80
frontend named from rules
defaults
  http-request deny
  mode http
frontend anonymous
`);
  expect(linesOf(config, 'named')).toEqual(['acl marked hdr(x) y', 'http-request set-header x y if marked']);
  expect(linesOf(config, 'anonymous')).toEqual(['mode http']);
});

test('unknown defaults are named', () =>
  expect(read('frontend web from nobody').remarks).toEqual([
    {
      place: { file: 'haproxy.cfg', line: 1 },
      text: 'frontend web from nobody',
      why: 'no defaults section called nobody comes before',
    },
  ]));

test('setenv and its like count from their line on', () => {
  const text = `
global
  presetenv A preset
  setenv B set
  presetenv B preset
  setenv C set
  unsetenv C
  setenv D set
  resetenv A B
backend "$A-$B"
  server a "\${C-none}:\${D-none}"
`;
  expect(outline(read(text, { A: 'outer' })).at(-1)).toBe('backend outer-set: server a none:none');
});

test('a variable that is not set is named, and its line is in doubt', () => {
  const config = read('frontend web\n  use_backend canary if { path "/$WHERE" }');
  expect(outline(config)).toEqual(['frontend web: ?use_backend canary if { path / }']);
  expect(config.remarks).toEqual([
    {
      place: { file: 'haproxy.cfg', line: 2 },
      text: 'use_backend canary if { path "/$WHERE" }',
      why: 'not set here: WHERE',
    },
  ]);
});

test('a line that HAProxy cannot read stays, in doubt', () =>
  expect(outline(read('frontend web\n  use_backend canary if { path "/x }'))).toEqual([
    'frontend web: ?use_backend canary if { path /x }',
  ]));

const BRANCHES =
  'frontend web\n .if CONDITION\n  bind :1\n .elif OTHER\n  bind :2\n .else\n  bind :3\n .endif\n  bind :4';

test.each([
  ['1', '1', ':1 :4'],
  ['0', '1', ':2 :4'],
  ['', '0', ':3 :4'],
  ['feature(QUIC)', '1', '?:1 ?:2 :4'],
  ['feature(QUIC)', '0', '?:1 ?:3 :4'],
  ['0', 'enabled(POLL)', '?:2 ?:3 :4'],
  ['1', 'feature(QUIC)', ':1 :4'],
  ['defined(HOME)', '1', ':1 :4'],
  ['defined(NONE)', '1', ':2 :4'],
  ['!defined(NONE) && streq("$HOME",/root)', '0', ':1 :4'],
  ['strneq("$HOME",/root) || strstr("$HOME",oo)', '0', ':1 :4'],
  ['streq("$HOME", /root)', '0', ':3 :4'],
  ['streq("\\"a,b\\"",\'"a,b"\')', '0', ':1 :4'],
  ['version_atleast(3.0)', '0', ':1 :4'],
  ['version_atleast(3.0.12)', '0', ':3 :4'],
  ['version_before(3.1-dev3)', '0', ':1 :4'],
  ['!(0 || !1) && (1)', '0', ':1 :4'],
  ['feature(QUIC) || 1', '0', ':1 :4'],
  ['feature(QUIC) && 0', '0', ':3 :4'],
  ['nonsense', '0', '?:1 ?:3 :4'],
  ['streq(a', '0', '?:1 ?:3 :4'],
  ['1 1', '0', '?:1 ?:3 :4'],
  ['(1', '0', '?:1 ?:3 :4'],
  ['1 || streq(a', '0', '?:1 ?:3 :4'],
])('.if %s, .elif %s: binds %s', (condition, other, binds) => {
  const text = BRANCHES.replace('CONDITION', () => condition).replace('OTHER', () => other);
  const [section] = read(text, { HOME: '/root' }, '3.0.11-1~bpo12+1').sections;
  const read3 = section?.lines.map(({ words, doubt }) => `${doubt === null ? '' : '?'}${words[1]}`);
  expect(read3?.join(' ')).toBe(binds);
});

test('lines within a branch that is left are not read at all', () => {
  const config = read(
    '.if 0\nfrontend no\n.if feature(X)\nbind "$NONE\n.elif "\n.endif\n.alert no\n.endif\nfrontend yes',
  );
  expect(outline(config)).toEqual(['frontend yes: ']);
  expect(config.remarks).toEqual([]);
});

test('a condition that depends on HAProxy becomes a remark with its place', () =>
  expect(read('.if feature(QUIC)\nfrontend q\n.endif\n.if version_atleast(3.0)\n.endif').remarks).toEqual([
    {
      place: { file: 'haproxy.cfg', line: 1 },
      text: '.if feature(QUIC)',
      why: 'feature(QUIC) is for a running HAProxy to decide',
    },
    {
      place: { file: 'haproxy.cfg', line: 4 },
      text: '.if version_atleast(3.0)',
      why: "version_atleast(3.0) depends on HAProxy's version",
    },
  ]));

test('a section that may not be there lends its doubt to its lines, and a variable to what it is used in', () => {
  const config = read(`
global
  .if feature(QUIC)
  setenv PORT 1
  .endif
  presetenv PORT 2
.if feature(QUIC)
frontend q
.endif
  bind ":$PORT"
frontend web
  bind ":$PORT"
`);
  expect(outline(config)).toEqual([
    'global -: ?setenv PORT 1 | presetenv PORT 2',
    'frontend q: ?bind :1',
    'frontend web: ?bind :1',
  ]);
});

test.each([
  ['.endif', 'no .if comes before this .endif'],
  ['.if 1', 'an .if is not closed by .endif: HAProxy refuses the file'],
  ['.if 1\n.else\n.else\n.endif', 'HAProxy refuses .else after .else'],
  ['.alert "no"', 'HAProxy refuses to start because of this'],
  ['.include x', 'HAProxy knows no .include'],
  ['bind :80', 'HAProxy refuses it outside a section'],
  ['.if 1\n'.repeat(100) + '.endif\n'.repeat(100), 'HAProxy refuses 100 .if within each other'],
])('%j: %s', (text, why) => expect(read(text).remarks.map((remark) => remark.why)).toEqual([why]));
