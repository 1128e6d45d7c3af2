import { describe, expect, test } from 'vitest';
import { decisionsText, watchLine } from '../../src/reporters/watch-line.js';
import { EVIL, OUTCOMES, verdictNaming, versionsVerdict } from './evil.js';
import { verdictWith } from './verdicts.js';

const at = new Date('2026-11-25T04:05:06.789Z');

describe('one decision in one line', () => {
  test.each([
    [verdictWith({}), '2026-11-25T04:05:06Z ✔ matches      10.00 % (7.43 % to 13.00 %)   1,113 requests'],
    [
      verdictWith({ verdict: 'differs', share: 0.5, interval: [0.4, 0.6], requests: 50 }),
      '2026-11-25T04:05:06Z ✘ differs      50.00 % (40.00 % to 60.00 %)  50 requests',
    ],
    [
      verdictWith({ verdict: 'undecided', interrupted: true }),
      '2026-11-25T04:05:06Z ? undecided    10.00 % (7.43 % to 13.00 %)   1,113 requests  (interrupted)',
    ],
    [
      verdictWith({
        verdict: 'unmeasured',
        ...{ share: null, interval: null, requests: 0 },
        diagnosis: [{ kind: 'unreachable', tried: ['127.0.0.1:1'], cause: 'refused' }],
      }),
      '2026-11-25T04:05:06Z ! unmeasured  0 requests  No answer from 127.0.0.1:1: the connection was refused.',
    ],
    [
      versionsVerdict(),
      '2026-11-25T04:05:06Z ✘ differs     v1 50.00 %, v2 40.00 %, v3 10.00 %  1,000 requests',
    ],
  ])('%#', (verdict, line) => expect(watchLine(verdict, at, false)).toBe(`${line}\n`));

  test.each(EVIL)('stays one line, whatever a server calls itself: %j', (evil) => {
    const line = watchLine(verdictNaming(evil), at, false);
    expect(line.split('\n')).toHaveLength(2);
    expect(line.trimEnd()).not.toMatch(/\p{Control}/u);
  });

  test('is coloured where colours are wanted, by the verdict', () => {
    for (const verdict of OUTCOMES) {
      const [sign, ...rest] = watchLine(verdictWith({ verdict }), at, true).split('\u001b[39m');
      expect(sign).toMatch(new RegExp(`Z \u001b\\[3[1-3]m. ${verdict} *$`));
      expect(rest).toHaveLength(1);
    }
  });
});

test('the end says how many decisions there were of each kind', () => {
  expect(decisionsText(['differs', 'matches', 'matches'])).toBe('3 decisions  2 ✔ matches  1 ✘ differs\n');
  expect(decisionsText(['undecided'])).toBe('1 decision  1 ? undecided\n');
  expect(decisionsText([])).toBe('0 decisions\n');
});
