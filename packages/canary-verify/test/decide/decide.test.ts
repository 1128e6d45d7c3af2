import { expect, test } from 'vitest';
import { decide, undecided } from '../../src/decide/decide.js';
import { resolveOptions } from '../../src/options/options.js';
import { makePlan } from '../../src/plan/plan.js';
import { newGuards } from '../../src/tally/guards.js';
import { emptyTally } from '../../src/tally/tally.js';

/** The decision on counts that are as clear as can be. */
function decisionAt(
  counts: { canary: number; stable: number },
  doubt: Partial<ReturnType<typeof newGuards>>,
) {
  const [plan] = makePlan(resolveOptions({ expect: '10%' })).attempts[0].arms;
  const [empty] = emptyTally([[]]).arms;
  if (empty === undefined) throw new Error('a tally without an arm');
  const tally = { ...empty, ...counts, requests: counts.canary + counts.stable };
  const guards = { ...newGuards(), ...doubt };
  const decision = undecided(plan.test);
  decide(decision, plan, { tally, guards, reuse: false, replicas: null });
  return decision.outcome;
}

const right = { canary: 1_000, stable: 9_000 };
const wrong = { canary: 5_000, stable: 5_000 };

test('clear counts are decided', () => {
  expect(decisionAt(right, {})).toBe('matches');
  expect(decisionAt(wrong, {})).toBe('differs');
});

test.each([
  ['pinned connections', { pinned: true }],
  ['a share that changed', { drifted: { afterRequests: 500, before: 0.1, after: 0.2 } }],
])('%s leave them open, whatever they say', (_, doubt) => {
  for (const counts of [right, wrong]) expect(decisionAt(counts, doubt)).toBe('open');
});
