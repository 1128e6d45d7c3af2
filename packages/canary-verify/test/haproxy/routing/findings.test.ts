import { expect, test } from 'vitest';
import { routingFindings } from '../../../src/haproxy/routing/findings.js';
import { rulesOf } from './rules-of.js';

const findingsOf = (lines: string) => routingFindings(rulesOf(`${lines}\ndefault_backend stable`));

test.each<[string, object]>([
  [
    'use_backend canary if { req.hdr(X-A),lower -m str Always }',
    { kind: 'never-matches', because: 'case-converted', pattern: 'Always' },
  ],
  [
    'use_backend canary if { req.hdr(X-A),upper -m beg On }',
    { kind: 'never-matches', because: 'case-converted' },
  ],
  ["use_backend canary if { hdr(X-A) 'a,b' }", { kind: 'never-matches', because: 'comma' }],
  ["use_backend canary if { req.fhdr(X-A) -m str ' a' }", { kind: 'never-matches', because: 'blanks' }],
  ['use_backend canary if { hdr_beg(X-A) al }', { kind: 'matches-more', method: 'beg', example: 'al-not' }],
  [
    'use_backend canary if { req.hdr(X-A) -m sub al }',
    { kind: 'matches-more', method: 'sub', example: 'not-al-either' },
  ],
  ['use_backend canary if { hdr_beg(X-A),lower al }', { kind: 'method-forgotten', keyword: 'hdr_beg' }],
  [
    'use_backend canary\nuse_backend beta if TRUE',
    { kind: 'never-reached', place: { line: 5 }, after: { line: 4 } },
  ],
  ['use_backend nobody if TRUE', { kind: 'no-such-backend', backend: 'nobody', place: { line: 4 } }],
])('%s', (line, expected) => {
  expect(findingsOf(line)).toEqual([expect.objectContaining(replaceText(expected))]);
});

/** Places are only asked for what the case says of them. */
function replaceText(expected: object): object {
  return Object.fromEntries(
    Object.entries(expected).map(([key, value]) => [
      key,
      typeof value === 'object' ? expect.objectContaining(value) : value,
    ]),
  );
}

test.each([
  'use_backend canary if { req.hdr(X-A) -m str always }',
  'use_backend canary if { req.hdr(X-A),lower -m str -i Always }',
  "use_backend canary if { req.fhdr(X-A) -m str 'a,b' }",
  `use_backend canary if { req.hdr(X-A) -m str '"a,b"' }`,
  'use_backend canary if { path_beg /Api }',
  'use_backend canary if { req.hdr(X-A),lower -m reg [A-Z] }',
  'use_backend %[req.hdr(X-To)] if TRUE',
  'use_backend canary if { hdr_beg(X-A),lower -m str al }',
])('nothing is found in %s', (line) => {
  expect(findingsOf(line)).toEqual([]);
});
