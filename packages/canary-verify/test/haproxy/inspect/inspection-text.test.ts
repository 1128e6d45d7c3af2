import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inspectionText } from '../../../src/haproxy/inspect/text/inspection-text.js';
import { placeTexts } from '../../../src/haproxy/inspect/text/place-text.js';
import { anyText, REAL } from '../any-text.js';
import { inspected } from '../inspected.js';

function text(config: string): string {
  return inspectionText(inspected(config), false);
}

/** Lines that can be pasted, and those whose single words are longer, cannot be broken. */
function breakable(line: string): boolean {
  return (
    !/^ {4}(?:curl|ab|canary-verify) |^next/.test(line) &&
    line
      .trim()
      .split(' ')
      .every((word) => word.length < 40)
  );
}

test.each(REAL.map((config) => [config.split('\n')[0], config]))('%s fits 80 columns', (_, config) => {
  for (const line of text(config).split('\n'))
    if (breakable(line)) expect(line.length, line).toBeLessThanOrEqual(80);
});

test('colours change no word', () =>
  fc.assert(
    fc.property(anyText, (config) => {
      const inspection = inspected(config);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences of colours
      const plain = inspectionText(inspection, true).replace(/\u001b\[\d+m/g, '');
      expect(plain).toBe(inspectionText(inspection, false));
    }),
    { numRuns: 200 },
  ));

test.each([
  [
    'no balance line',
    'frontend f\n default_backend b\nbackend b\n server stable-1 a:1\n server canary-1 a:2',
    'Its algorithm also looks at open connections. By weights alone: stable 50.00 %, canary 50.00 %.',
  ],
  [
    'DNS',
    'frontend f\n default_backend b\nbackend b\n balance roundrobin\n server-template stable- 2 _a.b resolvers d\n server canary-1 a:2',
    'DNS tells how many servers there are and what each weighs. Each server gets its weight of all weights.',
  ],
  [
    'a hash',
    'frontend f\n default_backend b\nbackend b\n balance source\n server stable-1 a:1\n server canary-1 a:2',
    'The same key always goes to the same server.',
  ],
  [
    'an agent',
    'frontend f\n default_backend b\nbackend b\n balance roundrobin\n server stable-1 a:1 agent-check\n server canary-1 a:2',
    'An agent tells what some weigh',
  ],
  ['nowhere', 'frontend f\n mode http\n', 'no backend: HAProxy answers 503'],
  ['an answer', 'frontend f\n mode http\n http-request deny', 'no backend: HAProxy answers 403'],
  [
    'the canary gets nothing',
    'frontend f\n default_backend stable\nbackend stable\n server s :1\nbackend canary\n server c :2',
    '0.00 %  the canary',
  ],
  [
    'unknown',
    'frontend f\n use_backend b if { lua.x }\nbackend b',
    'go where cannot be told. haproxy.cfg:2: ',
  ],
  [
    'nothing is the canary',
    'frontend f\n default_backend b\nbackend b',
    'Nothing here is called canary… or …-v2',
  ],
  [
    'a header that may lead there',
    'frontend f\n mode http\n use_backend canary if { req.hdr(a) b } { lua.x }\n default_backend stable\nbackend canary\nbackend stable',
    'No header was found that is sure to reach the canary. These rules look for one, among other things: haproxy.cfg:3.',
  ],
  [
    'a header that leads there while servers are up',
    'frontend f\n mode http\n use_backend canary if { req.hdr(a) b } { nbsrv(canary) gt 0 }\n default_backend stable\nbackend canary\n server a a:1\nbackend stable',
    'This header leads to the canary while the servers of canary are up (exactly this value, capitals count; haproxy.cfg:3):',
  ],
  [
    'a stick-table',
    'backend b\n stick-table type ip size 1k\n stick on src',
    'whoever has the same src stays with a server (haproxy.cfg:3)',
  ],
  [
    'shares of new clients',
    'frontend f\n default_backend b\nbackend b\n balance roundrobin\n stick-table type ip size 1k\n stick on src\n server stable-1 a:1\n server canary-1 a:2',
    '50.00 % servers canary of backend b, the canary So for new clients: whoever has the same src stays with a server. In this order',
  ],
  [
    'use-server',
    'backend b\n use-server x if { hdr(a) b }\n server x a:1',
    'server x alone if { hdr(a) b } (haproxy.cfg:2)',
  ],
  [
    'many servers',
    `backend b\n${Array.from({ length: 30 }, (_, index) => ` server s${index} a:1`).join('\n')}`,
    'and 6 more: --json has all',
  ],
  [
    'many remarks',
    `frontend f\n mode http\n${' use_backend b if { lua.x }\n'.repeat(30)}backend b`,
    'and 10 more: --json has all',
  ],
])('%s', (_, config, says) => expect(text(config).replace(/\s+/g, ' ')).toContain(says.replace(/\s+/g, ' ')));

test.each([
  ['req.hdr(a) -m str B', 'exactly this value, capitals count'],
  ['req.hdr(a) -m str -i B', 'exactly this value, in any capitals'],
  ['req.hdr(a),lower -m str b', 'exactly this value, in any capitals'],
  ['hdr_beg(a) b', 'whatever begins so, capitals count'],
  ['req.hdr(a) -m found', 'with any value'],
  ['req.hdr(a),crc32,mod(100) lt 50', 'by what crc32,mod(100) makes of the value'],
])('{ %s }: %s', (condition, says) => {
  const config = `frontend f\n mode http\n bind :80\n use_backend canary if { ${condition} }\n default_backend stable\nbackend canary\n server c :1\nbackend stable\n server s :2`;
  const printed = text(config).replace(/\s+/g, ' ');
  expect(printed).toContain(`(${says}; haproxy.cfg:4)`);
  expect(printed).not.toMatch(/Also with: [^.]*(?:capitals|more behind it|no value)/);
});

test('rules that go by the address of the client are told with the address', () => {
  const config = (source: string) =>
    `frontend f\n mode http\n acl near ${source} 127.0.0.0/8\n use_backend canary if { req.hdr(a) b } near\n default_backend stable\nbackend canary\n server c :1\nbackend stable\n server s :2`;
  expect(text(config('src'))).toContain("Rules go by the client's address: all this is so from 127.0.0.1.");
  expect(text(config('req.hdr_ip(x)'))).not.toContain('127.0.0.1.');
});

test('the lines to paste name the file', () => {
  const config =
    'frontend f\n mode http\n bind :80\n use_backend canary if { hdr(a) b }\n default_backend stable\nbackend canary\n server c :1\nbackend stable\n server s :2';
  const command =
    'next To verify these rules with real requests: canary-verify headers --config haproxy.cfg http://localhost/version';
  expect(text(config).replace(/\s+/g, ' ')).toContain(command);
});

test('a place is named by its file, with the path only where two files are called alike', () => {
  const place = (...files: string[]) => placeTexts(files)({ file: 'a/b.cfg', line: 3 });
  expect(place('a/b.cfg', 'a/c.cfg')).toBe('b.cfg:3');
  expect(place('a/b.cfg', 'd/b.cfg')).toBe('a/b.cfg:3');
});

test('a finding stands with its line and its cure', () => {
  const told = text(
    `frontend f\n mode http\n use_backend c if { req.hdr(X-A),lower -m str Always }\n use_backend c\n use_backend d if TRUE
backend c\nbackend d`,
  );
  expect(told).toContain(`Probably not intended:
  haproxy.cfg:3  req.hdr(X-A),lower -m str Always: "Always" matches no request:
    by then the value is all in the other case. Write the pattern so, or add -i.
  haproxy.cfg:5  use_backend d if TRUE: no request gets here: the rule at
    haproxy.cfg:4 applies to all.`);
});
