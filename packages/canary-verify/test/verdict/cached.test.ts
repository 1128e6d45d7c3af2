import { describe, expect, test } from 'vitest';
import type { VerifyOptions } from '../../src/options/options.js';
import { textReport } from '../../src/reporters/text.js';
import { answerOf, type Respond, runOn, share } from '../run-on.js';

const on = (given: VerifyOptions, respond: Respond) => runOn(given, respond).verdict;
const hit = { age: '7' };
/** Every so many requests are answered by a cache, with the stable version. */
const cachedEach =
  (every: number): Respond =>
  (asked) =>
    asked.request % every === 0 ? answerOf('stable', hit) : share(10)(asked);

describe('a cache in front', () => {
  test('that answers everything leaves the split unmeasured soon, whatever it answers', () => {
    for (const expectation of ['10%', '90%', '0%', '100%']) {
      const stable: Respond = () => answerOf(expectation === '100%' ? 'canary' : 'stable', hit);
      const verdict = on({ expect: expectation }, stable);
      expect(verdict, expectation).toMatchObject({ verdict: 'unmeasured', exitCode: 3 });
      expect(verdict.requests).toBeLessThan(20);
      expect(verdict.diagnosis[0]).toEqual({
        ...{ kind: 'cached', arm: 'all requests', cached: verdict.requests, requests: verdict.requests },
        ...{ sign: { header: 'age', value: '7' }, stillMs: null },
      });
    }
  });

  test.each([2, 50, 300])('that answers one of %i leaves it unmeasured', (every) => {
    const verdict = on({ expect: '10%' }, cachedEach(every));
    expect(verdict).toMatchObject({ verdict: 'unmeasured' });
    expect(textReport(verdict, false).replace(/\s+/g, ' ')).toMatch(
      /A cache gave \d+ of [\d,]+ responses, the first with age: 7\. They show nothing of the split\. .*next Measure a URL that is not cached/,
    );
  });

  test('that had nothing changes nothing', () => {
    const miss = { 'x-cache': 'MISS', age: '0', 'x-varnish': '5' };
    expect(
      on({ expect: '10%' }, share(10, answerOf('canary', miss), answerOf('stable', miss))),
    ).toMatchObject({
      ...{ verdict: 'matches', diagnosis: [] },
    });
  });

  test('that gives the wrong version away leaks it', () => {
    const leaking: Respond = ({ request }) =>
      answerOf(request === 20 ? 'canary' : 'stable', request === 20 ? hit : {});
    const verdict = on({ expect: '0%' }, leaking);
    expect(verdict).toMatchObject({ verdict: 'differs', canary: 1 });
    expect(verdict.diagnosis.map(({ kind }) => kind)).toEqual(['cached', 'leak']);
  });

  test('whose answers have the Date of long ago is found by the time', () => {
    const date = { date: 'Mon, 30 Nov 2026 08:00:00 GMT' };
    const [stable, canary] = [answerOf('stable', date), answerOf('canary', date)];
    // A request takes a millisecond in such a run.
    const verdict = on(
      { expect: '10%', tolerance: '0.5pp', connectionMode: 'fresh' },
      share(10, canary, stable),
    );
    expect(verdict).toMatchObject({ verdict: 'unmeasured' });
    expect(verdict.requests).toBeLessThan(3_200);
    expect(verdict.diagnosis).toMatchObject([
      { kind: 'cached', cached: 0, sign: null, stillMs: expect.any(Number) },
    ]);
  });
});
