import { answerSplit } from '../../src/statistics/answer-split.js';
import { type Band, type SplitTest, splitTest } from '../../src/statistics/split-test.js';

/** What the test does when every response comes from the canary with the same probability. */
export interface ExactBehaviour {
  inside: number;
  outside: number;
  /** Mean number of responses, counting undecided runs with the horizon. */
  meanRequests: number;
}

/**
 * Forward dynamic programming over (responses, canary): no simulation, only rounding.
 *
 * Chances below 1e-15 are dropped; what was dropped is far below every bound asserted with it.
 */
export function exactBehaviour(
  band: Band,
  errorRate: number,
  trueShare: number,
  horizon: number,
): ExactBehaviour {
  const test = splitTest(band, { errorRate, differsBeyond: 'tolerance' });
  const result: ExactBehaviour = { inside: 0, outside: 0, meanRequests: 0 };
  let open = new Map<number, number>([[0, 1]]);
  for (let requests = 1; requests <= horizon && open.size > 0; requests++) {
    const next = new Map<number, number>();
    for (const [canary, chance] of open) {
      settle(test, requests, { canary, chance: chance * (1 - trueShare) }, next, result);
      settle(test, requests, { canary: canary + 1, chance: chance * trueShare }, next, result);
    }
    open = next;
  }
  for (const chance of open.values()) result.meanRequests += chance * horizon;
  return result;
}

interface State {
  canary: number;
  chance: number;
}

/** Ends the run in this state, or carries it on to the next response. */
function settle(
  test: SplitTest,
  requests: number,
  { canary, chance }: State,
  next: Map<number, number>,
  result: ExactBehaviour,
): void {
  if (chance < 1e-15) return;
  const answer = answerSplit(test, { canary, stable: requests - canary, unknown: 0 });
  if (answer === 'open') {
    next.set(canary, (next.get(canary) ?? 0) + chance);
    return;
  }
  result[answer] += chance;
  result.meanRequests += chance * requests;
}
