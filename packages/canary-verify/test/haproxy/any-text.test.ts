import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dnsResolvers } from '../../src/haproxy/backends/dns-resolvers.js';
import { serverPools } from '../../src/haproxy/backends/server-pools.js';
import { proxyLines } from '../../src/haproxy/configuration/proxy-lines.js';
import { readHaproxyConfig } from '../../src/haproxy/configuration/read-configuration.js';
import { inspectionText } from '../../src/haproxy/inspect/text/inspection-text.js';
import { anyText, REAL } from './any-text.js';
import { inspected } from './inspected.js';

function read(text: string) {
  return readHaproxyConfig([{ file: 'haproxy.cfg', text }], { PORT: '80', A: '' });
}

test('any text is read, and no share is more than everything', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const config = read(text);
      dnsResolvers(config);
      for (const section of config.sections) proxyLines(section);
      for (const { servers } of serverPools(config)) {
        const shares = servers.map(({ share, count }) => (share ?? 0) * (count ?? 1));
        expect(shares.every((share) => share >= 0)).toBe(true);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('any text is inspected, and what is printed harms no terminal', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const inspection = inspected(text);
      expect(inspectionText(inspection, false)).not.toMatch(/(?!\n)[\p{Control}\p{Bidi_Control}]/u);
      for (const { unmarked, marks } of inspection.frontends) {
        const shares = unmarked.deduction.destinations.map(({ share }) => share);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9);
        expect(unmarked.canaryShare ?? 0).toBeLessThanOrEqual(1 + 1e-9);
        for (const { paste } of marks) expect(paste?.curl ?? '').not.toContain('\n');
      }
    }),
    { numRuns: 1_500 },
  );
});

test('whatever else a file says, a line that is added is there, or in doubt', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { sections } = read(`${text}\nbackend last\n server only 127.0.0.1:1`);
      const last = sections.find(
        ({ name, kind, place }) =>
          kind === 'backend' && name === 'last' && place.line > text.split('\n').length,
      );
      const lines = last?.lines.map(({ words, doubt }) => [...words, doubt === null]) ?? [];
      const skipped = /^[ \t\v\f\r]*\.(if|elif|else)/m.test(text);
      expect(skipped || lines.length === 1).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['variables that hold each other', `global\n${'setenv A "$A$A$A$A"\n'.repeat(200)}`],
  ['deep conditions', `.if ${'('.repeat(100_000)}1`],
  ['many negations', `.if ${'!'.repeat(200_000)}1\n.endif`],
  ['long alternatives', `.if ${'0||'.repeat(50_000)}1\n.endif`],
  ['many branches', '.if 0\n'.repeat(20_000)],
  ['a long line', `server ${'a '.repeat(500_000)}`],
  ['a long word', `backend b\n server ${'\\x41'.repeat(200_000)}`],
  ['many quotes', `backend b\n ${'"\''.repeat(200_000)}`],
  [
    'defaults upon defaults',
    Array.from({ length: 3_000 }, (_, index) => `defaults d${index + 1} from d${index}\n retries 3`).join(
      '\n',
    ),
  ],
  ['many servers', `backend b\n balance roundrobin\n${'server a x:1\n'.repeat(20_000)}`],
  [
    'many rules',
    `frontend f\n mode http\n${'use_backend canary if { hdr(a) b } { hdr(c) d }\n'.repeat(5_000)}backend canary`,
  ],
  [
    'chance upon chance',
    `frontend f\n mode http\n${'use_backend canary if { rand(7) lt 3 }\n'.repeat(300)}backend canary`,
  ],
  [
    'doubt upon doubt',
    `frontend f\n mode http\n${'use_backend canary if { lua.x } or { nbsrv(b) gt 0 }\n'.repeat(300)}backend canary`,
  ],
  [
    'long alternatives of a rule',
    `frontend f\n mode http\n${'acl a hdr(b) c\n'.repeat(2_000)}use_backend canary if ${'a || '.repeat(20)} a\nbackend canary`,
  ],
  [
    'expressions within expressions',
    `frontend f\n mode http\n use_backend %[${'str(a),'.repeat(20_000)}]\nbackend canary`,
  ],
  [
    'a line of secrets',
    `frontend f\n mode http\n http-request set-header X ${'key=a.token.'.repeat(20_000)}\nbackend canary`,
  ],
  ['a template of many', 'backend b\n balance roundrobin\n server-template a 999999 x:1'],
])('%s come to an end', (_, text) => {
  const config = read(text);
  for (const section of config.sections) proxyLines(section);
  const inspection = inspected(text);
  expect(inspection.backends.length).toBeLessThan(2);
  expect(inspectionText(inspection, false).length).toBeGreaterThan(0);
});

test('ten thousand lines are read to the last one', () => {
  const backends = Array.from(
    { length: 2_000 },
    (_, index) =>
      `backend b${index}\n balance roundrobin\n server a x:1 weight ${(index % 256) + 1}\n server c x:2\n option httplog # more`,
  );
  const pools = serverPools(read(`${REAL[0]}\n${backends.join('\n')}`));
  expect(pools.at(-1)).toMatchObject({ name: 'b1999', servers: [{ share: 208 / 209 }, { share: 1 / 209 }] });
});
