import { describe, expect, test } from 'vitest';
import { decide, undecided } from '../../src/decide/decide.js';
import { resolveOptions } from '../../src/options/options.js';
import { makePlan } from '../../src/plan/plan.js';
import { newGuards, watchResponse } from '../../src/tally/guards.js';
import { newHealth } from '../../src/tally/health.js';
import { countResponse, emptyTally } from '../../src/tally/tally.js';

/** The decision on counts that are as clear as can be. */
function decisionAt(
  counts: { canary: number; stable: number; unidentified?: number; failed?: number },
  doubt: Partial<ReturnType<typeof newGuards>>,
) {
  const [plan] = makePlan(resolveOptions({ expect: '10%' })).attempts[0].arms;
  const [empty] = emptyTally([[]]).arms;
  if (empty === undefined) throw new Error('a tally without an arm');
  const tally = { ...empty, ...counts, requests: counts.canary + counts.stable };
  const guards = { ...newGuards(), ...doubt };
  const decision = undecided();
  const health = newHealth({ errorRate: 0.01, worseRatio: 4 });
  // A share that looks wrong is looked at for half a second more.
  for (const at of [0, 1_000])
    decide(decision, plan, {
      ...{ tally, guards, health, reuse: false, replicas: null, at, atEnd: false, shownTogether: true },
    });
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

describe('what failed or named no version', () => {
  test.each(['failed', 'unidentified'])('counts against each answer: %s', (unknown) => {
    // Had they all been canaries, the share were 20 %; had they all been stable, 15 % would be 13 %.
    expect(decisionAt({ ...right, [unknown]: 1_200 }, {})).toBe('open');
    const tooMany = { canary: 1_500, stable: 8_500 };
    expect(decisionAt(tooMany, {})).toBe('differs');
    expect(decisionAt({ ...tooMany, [unknown]: 1_800 }, {})).toBe('open');
  });
});

describe('several versions on one connection that always leads to the second of them', () => {
  const [plan] = makePlan(resolveOptions({ expect: 'v1=50%,v2=50%', connectionMode: 'reuse' })).attempts[0]
    .arms;
  const v2 = { track: null, service: null, version: 'v2', instance: null };

  /** The decision after so many responses. */
  function decisionAfter(responses: number) {
    const tally = emptyTally([['v1', 'v2']]);
    const [arm] = tally.arms;
    if (arm === undefined) throw new Error('a tally without an arm');
    const guards = newGuards();
    const health = newHealth({ errorRate: 0.01, worseRatio: 4 });
    const decision = undecided();
    for (let response = 0; response < responses; response++) {
      const { track } = countResponse(tally, arm, { origin: v2, address: 0 });
      if (track !== null) watchResponse(guards, track, 1, plan.differsErrorRate);
      decide(decision, plan, {
        tally: arm,
        guards,
        health,
        reuse: true,
        replicas: null,
        at: response * 1_000,
        atEnd: false,
        shownTogether: true,
      });
    }
    return decision;
  }

  test('are in doubt for 30 responses that follow one another: pinning would have shown by then', () => {
    expect(decisionAfter(30)).toMatchObject({ outcome: 'open', doubtful: true });
    expect(decisionAfter(31)).toMatchObject({ outcome: 'open', doubtful: false });
    // What looks wrong is looked at for a hundred more.
    expect(decisionAfter(131)).toMatchObject({ outcome: 'differs' });
  });
});
