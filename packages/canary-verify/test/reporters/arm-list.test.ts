import { describe, expect, test } from 'vitest';
import { armList, armsSentence } from '../../src/reporters/arm-list.js';
import { textReport } from '../../src/reporters/text.js';
import type { Outcome } from '../../src/verdict/verdict.js';
import { armNamed, EVIL, OUTCOMES } from './evil.js';
import { verdictWith } from './verdicts.js';

const only = (name: string, share: 0 | 1, verdict: Outcome = 'matches') => ({
  ...armNamed(name, { expected: { share, tolerance: 0.01 }, share, interval: [share, share], requests: 459 }),
  verdict,
});
const rule = { file: 'haproxy.cfg', line: 52 };

describe('more than two arms', () => {
  const arms = [
    only('unmarked', 0),
    { ...only('X-Canary: always', 1), rule },
    { ...only('X-Canary: ALWAYS (other case)', 0, 'differs'), rule },
    armNamed('a share'),
  ];
  const verdict = verdictWith({ verdict: 'differs', arms });

  test('stand in a line each, below the rule that they are about', () => {
    expect(armList(arms)).toEqual([
      '    kind of request                            who must answer         requests',
      '  ✔ unmarked                                   stable                       459',
      '  haproxy.cfg:52',
      '  ✔ X-Canary: always                           canary                       459',
      '  ✘ X-Canary: ALWAYS (other case)              stable                       459',
      '  ✔ a share                                    10.00 % (7 to 13 %)        1,113',
    ]);
  });

  test('only those that do not match are shown in full', () => {
    const text = textReport(verdict, false);
    expect(text).toMatch(/^✘ differs: 1 of 4 kinds of request does not go where it should\n/);
    expect(text.match(/^ {2}kind {7}/gm)).toHaveLength(1);
    expect(text).toContain('  kind       X-Canary: ALWAYS (other case)\n  rule       haproxy.cfg:52\n');
  });

  test('have an answer together', () => {
    const of = (outcome: Outcome, count: number) =>
      armsSentence(
        verdictWith({
          verdict: outcome,
          arms: arms.map((arm, i) => ({ ...arm, verdict: i < count ? outcome : 'matches' })),
        }),
      );
    expect(of('matches', 4)).toBe('all 4 kinds of request go where they should');
    expect(of('differs', 2)).toBe('2 of 4 kinds of request do not go where they should');
    expect(of('undecided', 1)).toBe('1 of 4 kinds of request is not decided');
    expect(of('unmeasured', 3)).toBe('3 of 4 kinds of request could not be measured');
  });

  test('say how many others could not be verified', () => {
    const open = { kind: 'not-verified', what: ['a', 'b', 'c'], rule, text: 'x', why: 'no idea' } as const;
    const text = textReport(verdictWith({ arms, diagnosis: [{ ...open, what: [...open.what] }] }), false);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'the 4 kinds of request that were sent go where they should; 3 others could not be verified',
    );
    expect(text).toContain('Not verified: a, b and 1 more kind of request; haproxy.cfg:52 `x`: no idea.');
  });

  test.each(EVIL)('%j stays text, within 80 columns', (evil) => {
    for (const outcome of OUTCOMES) {
      const lines = armList(
        [0, 1, 2].map(() => ({ ...only(evil, 1, outcome), rule: { file: evil, line: 1 } })),
      ).join('\n');
      expect(lines).not.toMatch(/(?!\n)\p{Control}/u);
      for (const line of lines.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
    }
  });
});
