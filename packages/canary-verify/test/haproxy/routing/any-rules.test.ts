import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deduce } from '../../../src/haproxy/routing/deduce.js';
import { routingFindings } from '../../../src/haproxy/routing/findings.js';
import { headerMarks } from '../../../src/haproxy/routing/header-marks.js';
import { ruleSet } from './differential/rule-set.js';
import { requestOf, rulesOf } from './rules-of.js';

/** Lines of random rules with letters taken out, put in and exchanged. */
const spoiled = fc
  .tuple(
    fc.integer({ min: 1, max: 2 ** 31 }),
    fc.array(
      fc.tuple(
        fc.nat(400),
        fc.constantFrom('', '(', ')', '{', '}', ',', '%', '[', ']', '"', "'", '\\', ' ', '!', '-', '0', 'é'),
      ),
      {
        maxLength: 6,
      },
    ),
  )
  .map(([seed, changes]) => {
    const lines = ruleSet(seed, 1)
      .lines.filter((line) => !/^(frontend|listen|defaults|backend)|bind/.test(line))
      .join('\n');
    return changes.reduce(
      (text, [at, letter]) => text.slice(0, at) + letter + text.slice(at + (at % 2)),
      lines,
    );
  });

test('whatever the rules say, they are read, and shares are never more than everything', () => {
  fc.assert(
    fc.property(spoiled, (lines) => {
      const rules = rulesOf(lines);
      const { destinations } = deduce(rules, 'front', requestOf({ headers: [['X-Canary', 'always']] }));
      const sum = destinations.reduce((all, { share }) => all + share, 0);
      expect(sum).toBeLessThanOrEqual(1 + 1e-9);
      headerMarks(rules, 'front', requestOf(), { most: 2, first: new Set() });
      routingFindings(rules);
    }),
    { numRuns: 400 },
  );
});

/** Rules that do nothing but test and choose, some of them by chance. */
const choosing = fc.array(
  fc
    .tuple(
      fc.constantFrom('use_backend canary', 'use_backend beta', 'http-request deny', 'http-request allow'),
      fc.array(
        fc.constantFrom(
          '{ req.hdr(X-Canary) -m str always }',
          '!{ req.hdr(X-Canary) -m found }',
          '{ req.hdr(X-Canary) -m beg al }',
          '{ req.fhdr(X-Canary),lower -m sub ways }',
          '{ req.hdr_cnt(X-Canary) gt 1 }',
          '{ req.cook(lane) green }',
          '{ path_beg /a }',
          '{ rand(10) lt 3 }',
          '{ rand(2) 0 }',
          '{ src 127.0.0.0/8 }',
          '{ nbsrv(canary) ge 1 }',
          '{ lua.pick -m found }',
          '{ req.hdr(X-Canary),lua.pick -m found }',
        ),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([effect, tests]) => `${effect} if ${tests.join(' ')}`),
  { minLength: 1, maxLength: 6 },
);

const arriving = fc.record({
  path: fc.constantFrom('/', '/a', '/ab'),
  headers: fc.array(
    fc.tuple(
      fc.constantFrom('X-Canary', 'x-canary', 'X-Other', 'Cookie'),
      fc.constantFrom('always', 'Always', '  always ', 'al', 'never,always', 'lane=green', ''),
    ),
    { maxLength: 3 },
  ),
});

test('what was deduced of other requests before changes nothing', () => {
  let like = 0;
  fc.assert(
    fc.property(choosing, fc.array(arriving, { minLength: 2, maxLength: 12 }), (lines, requests) => {
      const text = [...lines, 'default_backend stable'].join('\n');
      const rules = rulesOf(text);
      const ends = requests.map((request) => deduce(rules, 'front', requestOf(request)));
      // Rules that were read anew remember nothing.
      expect(ends).toEqual(requests.map((request) => deduce(rulesOf(text), 'front', requestOf(request))));
      if (new Set(ends).size < ends.length) like++;
    }),
    { numRuns: 300 },
  );
  // In most of them, requests were indeed told by others.
  expect(like).toBeGreaterThan(100);
});
