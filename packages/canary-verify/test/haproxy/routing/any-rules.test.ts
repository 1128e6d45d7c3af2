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
}, 120_000);
