import { median } from 'simple-statistics';
import type { VerifyOptions } from '../../src/options/options.js';
import type { Outcome } from '../../src/verdict/verdict.js';
import { verify } from '../../src/verify.js';
import { atLeast } from '../binomial-tails.js';

/** How many runs ended in which way, and what they cost. */
export interface RepeatedRuns {
  outcomes: Record<Outcome, number>;
  meanRequests: number;
  medianMs: number;
}

/** Verifies so many times, one after the other; `announce` is called before each. */
export async function repeatedRuns(
  options: VerifyOptions,
  runs: number,
  announce: (run: number) => void,
): Promise<RepeatedRuns> {
  const outcomes = { matches: 0, differs: 0, undecided: 0, unmeasured: 0 };
  const durations: number[] = [];
  let requests = 0;
  for (let run = 1; run <= runs; run++) {
    announce(run);
    const verdict = await verify(options);
    outcomes[verdict.verdict]++;
    durations.push(verdict.durationMs);
    requests += verdict.requests;
  }
  return { outcomes, meanRequests: requests / runs, medianMs: median(durations) };
}

/** The only wrong verdicts are those that claim something untrue: `undecided` claims nothing. */
export function wrongVerdicts({ outcomes }: RepeatedRuns, inside: boolean): number {
  // Every request is answered and routed by itself here: nothing keeps a run from measuring.
  return outcomes.unmeasured + (inside ? outcomes.differs : outcomes.matches);
}

/** A bench that fails by chance is trusted by nobody. */
const CHANCE_OF_FALSE_ALARM = 0.001;

/** The most wrong verdicts in so many runs that their error rate may still explain: 8 in 200 runs at 1 %. */
export function mostWrong(trials: number, errorRate: number): number {
  let most = 0;
  while (atLeast(most + 1, { trials, share: errorRate }) > CHANCE_OF_FALSE_ALARM) most++;
  return most;
}
