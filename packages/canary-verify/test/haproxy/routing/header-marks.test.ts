import { describe, expect, test } from 'vitest';
import { deduce } from '../../../src/haproxy/routing/deduce.js';
import { headerMarks } from '../../../src/haproxy/routing/header-marks.js';
import { exampleValue } from '../../../src/haproxy/routing/marks/example-value.js';
import type { NearMissKind } from '../../../src/haproxy/routing/marks/header-mark.js';
import { rulesOf } from './rules-of.js';

const marksOf = (lines: string, files = {}) =>
  headerMarks(rulesOf(`${lines}\ndefault_backend stable`, files), 'front');

/** What each near miss of the only mark is like. */
function nearMisses(lines: string): Partial<Record<NearMissKind, string>> {
  const [mark, ...others] = marksOf(lines);
  expect(others).toEqual([]);
  return Object.fromEntries((mark?.nearMisses ?? []).map(({ kind, like }) => [kind, like]));
}

const EXACT = {
  'value-case': 'unmarked',
  'value-prefixed': 'unmarked',
  'value-suffixed': 'unmarked',
  'value-shortened': 'unmarked',
  'value-empty': 'unmarked',
  'value-blanks': 'marked',
  'twice-right-first': 'marked',
  'twice-right-last': 'marked',
  'list-right-first': 'marked',
  'list-right-last': 'marked',
  'name-similar': 'unmarked',
  'name-case': 'marked',
};

describe('near misses do what the rule says', () => {
  test.each<[string, string, object]>([
    ['an exact value, of any element', 'req.hdr(X-Canary) -m str always', {}],
    ['without regard to case', 'req.hdr(X-Canary) -m str -i always', { 'value-case': 'marked' }],
    ['a beginning', 'req.hdr(X-Canary) -m beg always', { 'value-suffixed': 'marked' }],
    ['a part', 'hdr_sub(X-Canary) always', { 'value-suffixed': 'marked', 'value-prefixed': 'marked' }],
    [
      'the whole line',
      'req.fhdr(X-Canary) -m str always',
      { 'list-right-first': 'unmarked', 'list-right-last': 'unmarked' },
    ],
    [
      'the last value',
      'req.hdr(X-Canary,-1) always',
      { 'twice-right-first': 'unmarked', 'list-right-first': 'unmarked' },
    ],
    [
      'that there is a value',
      'req.hdr(X-Canary) -m found',
      {
        'value-case': 'marked',
        'value-prefixed': 'marked',
        'value-suffixed': 'marked',
        'value-shortened': 'marked',
        'value-empty': 'marked',
      },
    ],
    ['small letters', 'req.hdr(X-Canary),lower -m str always', { 'value-case': 'marked' }],
    ['an expression', 'req.hdr(X-Canary) -m reg ^always$', {}],
  ])('%s', (_, condition, differing) => {
    expect(nearMisses(`use_backend canary if { ${condition} }`)).toEqual({ ...EXACT, ...differing });
  });

  test('a cookie', () => {
    expect(nearMisses('use_backend canary if { req.cook(team) canary }')).toEqual({
      'value-case': 'unmarked',
      'value-prefixed': 'unmarked',
      'value-suffixed': 'unmarked',
      'value-shortened': 'unmarked',
      'value-empty': 'unmarked',
      'twice-right-first': 'marked',
      'twice-right-last': 'marked',
      'list-right-last': 'marked',
      'name-similar': 'unmarked',
      'name-case': 'marked',
    });
  });
});

describe('marks are found', () => {
  test.each<[string, string, object, object[]]>([
    [
      'in each pattern',
      'use_backend canary if { hdr(X-Team) red blue }',
      {},
      [{ 'X-Team': 'red' }, { 'X-Team': 'blue' }],
    ],
    ['together', 'use_backend canary if { hdr(X-A) 1 } { hdr(X-B) 2 }', {}, [{ 'X-B': '2', 'X-A': '1' }]],
    [
      'in alternatives',
      'use_backend canary if { hdr(X-A) 1 } or { req.cook(c) 2 }',
      {},
      [{ 'X-A': '1' }, { Cookie: 'c=2' }],
    ],
    ['behind unless', 'use_backend canary unless !{ hdr(X-A) 1 }', {}, [{ 'X-A': '1' }]],
    ['past a rule', 'use_backend canary unless { hdr(X-Off) 1 }', {}, [{ 'X-Off': '1' }]],
    [
      'behind a variable',
      'http-request set-var(txn.v) req.hdr(X-V)\nuse_backend canary if { var(txn.v) -m str 1.1 }',
      {},
      [{ 'X-V': '1.1' }],
    ],
    [
      'in the name of a backend',
      'use_backend %[req.hdr(X-To)]',
      {},
      [{ 'X-To': 'canary' }, { 'X-To': 'beta' }],
    ],
    [
      'in a map',
      'use_backend %[req.hdr(X-V),map(v.map,stable)]',
      { 'v.map': '1.0 stable\n1.1 canary\n' },
      [{ 'X-V': '1.1' }],
    ],
    [
      'in a file of patterns',
      'use_backend canary if { req.hdr(X-U) -f users.lst }',
      { 'users.lst': '# who\nada\n' },
      [{ 'X-U': 'ada' }],
    ],
    ['for numbers', 'use_backend canary if { req.hdr_val(X-N) ge 5 }', {}, [{ 'X-N': '5' }]],
  ])('%s', (_, lines, files, expected) => {
    expect(marksOf(lines, files).map(({ headers }) => Object.fromEntries(headers))).toEqual(expected);
  });

  test('with the path and the method that their rule wants', () => {
    const [mark] = marksOf('use_backend canary if { path_beg /api } METH_POST { hdr(X-A) 1 }');
    expect(mark).toMatchObject({
      backend: 'canary',
      request: { path: '/api', method: 'POST' },
      place: { line: 4 },
    });
  });

  test.each([
    [
      'an earlier rule takes the request',
      'use_backend stable if { path_beg / }\nuse_backend canary if { hdr(X-A) 1 }',
    ],
    ['the header is deleted before', 'http-request del-header X-A\nuse_backend canary if { hdr(X-A) 1 }'],
    ['the value can never match', 'use_backend canary if { hdr(X-A),lower On }'],
    ['chance has a part in it', 'use_backend canary if { hdr(X-A) 1 } { rand(2) 0 }'],
    ['something unknown has a part in it', 'use_backend canary if { hdr(X-A) 1 } { lua.x }'],
    ['it goes there anyway', 'use_backend stable if { hdr(X-A) 1 }'],
  ])('but not when %s', (_, lines) => {
    expect(marksOf(lines)).toEqual([]);
  });
});

describe('servers that a rule counts', () => {
  const upMarks = (lines: string) =>
    marksOf(lines).map(({ headers: [header], backend, while: { up } }) => [header?.join(': '), backend, up]);

  test.each([
    ['the canary must have one', 'use_backend canary if { hdr(X-A) 1 } { nbsrv(canary) gt 0 }'],
    [
      'nobody may be led there when it has none',
      'use_backend canary if { hdr(X-A) 1 } !{ nbsrv(canary) lt 1 }',
    ],
    [
      'an earlier rule sends all elsewhere',
      'use_backend stable if { nbsrv(canary) eq 0 }\nuse_backend canary if { hdr(X-A) 1 }',
    ],
    ['a named one', 'acl up nbsrv(canary) ge 1\nuse_backend canary if up { hdr(X-A) 1 }'],
  ])('%s', (_, lines) => {
    expect(upMarks(lines)).toEqual([['X-A: 1', 'canary', ['canary']]]);
  });

  test('only those that matter to the mark', () => {
    const lines = `use_backend beta if { hdr(X-B) 1 } { nbsrv(beta) gt 0 }
      use_backend canary if { hdr(X-A) 1 } { nbsrv(canary) gt 0 }
      use_backend canary if { hdr(X-C) 1 }`;
    expect(upMarks(lines)).toEqual([
      ['X-B: 1', 'beta', ['beta']],
      ['X-A: 1', 'canary', ['canary']],
      ['X-C: 1', 'canary', []],
    ]);
  });

  test('no mark where all servers of it are too few', () => {
    expect(upMarks('use_backend canary if { hdr(X-A) 1 } { nbsrv(canary) gt 2 }')).toEqual([]);
  });
});

test('deduce agrees with the result stored in each mark and near miss', () => {
  const rules = rulesOf(`http-request del-header X-A if { path /version } { hdr(X-B) 1 }
    use_backend canary if { hdr(X-A) 1 2 } or { hdr(X-B),upper ON } or { req.cook(c) -m reg ^v[0-9]+$ }
    default_backend stable`);
  const marks = headerMarks(rules, 'front');
  expect(marks.length).toBeGreaterThanOrEqual(4);
  for (const { request, backend, nearMisses } of marks) {
    expect(deduce(rules, 'front', request).destinations).toEqual([
      { destination: { kind: 'backend', name: backend }, share: 1 },
    ]);
    for (const { headers, deduction } of nearMisses)
      expect(deduction).toEqual(
        deduce(rules, 'front', { ...request, headers: [['Host', 'localhost'], ...headers] }),
      );
  }
});

test.each([
  ['^1\\.1$', '1.1'],
  ['^(canary|beta)-[0-9]+$', 'canary-0'],
  ['^v\\d{2,}(-rc)?$', 'v11'],
  ['(a|b)|c', 'a'],
  ['^[^a]b*$', '1'],
  ['^$', null],
  ['(?i)x', 'x'],
  ['(?m)x', null],
  ['(a+)+$', null],
])('an example of %s is %s', (pattern, example) => {
  expect(exampleValue('reg', pattern)).toBe(example);
});
