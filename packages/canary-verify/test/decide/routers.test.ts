import { describe, expect, test } from 'vitest';
import { CASES, type Case } from '../../bench/routers/cases.js';
import { resolveOptions } from '../../src/options/options.js';
import { makePlan } from '../../src/plan/plan.js';
import type { Verdict } from '../../src/verdict/verdict.js';
import { answerOf, runPlanned } from '../run-on.js';
import { seeded } from '../statistics/seeded.js';

const [CANARY, STABLE] = [answerOf('canary'), answerOf('stable')];
const RUNS = 60;

/** Always the same runs; `bench:routers` has a thousand of each. */
function runsThrough({ stream, options = { expect: '10%' } }: Case): Verdict[] {
  const plan = makePlan(resolveOptions(options));
  return Array.from({ length: RUNS }, (_, seed) => {
    const next = stream(seeded(seed + 1));
    return runPlanned(plan, () => (next() ? CANARY : STABLE)).verdict;
  });
}

function named(name: string): Verdict[] {
  const found = CASES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no case is called ${name}`);
  return runsThrough(found);
}

const part = (runs: readonly Verdict[], verdict: string) =>
  runs.filter((run) => run.verdict === verdict).length / RUNS;
const saying = (runs: readonly Verdict[], ...kinds: string[]) =>
  runs.filter(({ diagnosis }) => diagnosis.some(({ kind }) => kinds.includes(kind))).length / RUNS;

/** Sixty runs scatter: three more than promised prove nothing. */
const SLACK = 3 / RUNS;

describe(`seeded runs, seeds 1 to ${RUNS}`, () => {
  test.each(CASES)('$name: no wrong answer is more frequent than promised', (one) => {
    const runs = runsThrough(one);
    for (const { verdict, atMost, after = 0 } of one.goals) {
      const wrong = runs.filter((run) => run.verdict === verdict && run.requests > after).length / RUNS;
      expect(wrong, verdict).toBeLessThanOrEqual(atMost === 0 ? 0 : atMost + SLACK);
    }
  });

  test('a right share matches nearly always', () => {
    expect(part(named('10 %, each by itself'), 'matches')).toBeGreaterThan(0.95);
  });

  test.each(['dies after 600', 'dies after 800', '10 %, then 20 % after 800'])('%s: it is named', (name) => {
    const runs = named(name);
    expect(saying(runs, 'drifted', 'unsteady', 'bursts') + part(runs, 'matches')).toBe(1);
  });

  test.each(['bursts of 50', 'hash of the millisecond, 5 in each', '13 %, dependence 0.5'])(
    '%s: bursts are named',
    (name) => {
      expect(saying(named(name), 'bursts', 'drifted')).toBeGreaterThan(0.95);
    },
  );
});
