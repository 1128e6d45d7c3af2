import { type ArmRun, hopOutcomeOf } from '../decide/arm-run.js';
import { canaryShareOf, onlyInterval } from '../decide/interval.js';
import type { ResolvedOptions } from '../options/options.js';
import type { HopOutcome, HopTallies, HopTally } from '../tally/second-hop.js';
import { sorted } from '../text/sorted.js';
import { expectedOf } from './expected-figures.js';
import type { Outcome, SecondHopFigures } from './verdict.js';

/** The verdict on the first hop, and the terms of the run. */
interface FirstHop {
  firstHop: Outcome;
  errorRate: number;
  options: ResolvedOptions;
}

/** The figures of the second service; null if it is not checked. */
export function secondHopFigures(
  arm: ArmRun,
  hops: HopTallies,
  { firstHop, errorRate, options }: FirstHop,
): SecondHopFigures | null {
  const { hop, plan } = arm;
  const { secondHop } = plan.arm;
  const outcome = hopOutcomeOf(arm, hops);
  if (hop === null || secondHop === null || outcome === null) return null;
  return {
    verdict: verdictOf(outcome, hop, options.maxFailures),
    firstHop,
    expected: expectedOf(secondHop),
    share: canaryShareOf(hop),
    interval: onlyInterval(
      secondHop,
      { stable: hop.stable, canary: hop.canary, unknown: hop.unidentified + arm.tally.failed },
      { errorRate, outcome: outcome === 'matches' ? 'matches' : 'open' },
    ),
    responses: hop.responses,
    stable: hop.stable,
    canary: hop.canary,
    unidentified: hop.unidentified,
    versions: sorted(hop.values),
  };
}

function verdictOf(outcome: HopOutcome, { responses, unidentified }: HopTally, maxFailures: number): Outcome {
  if (outcome === 'matches' || outcome === 'differs') return outcome;
  if (outcome === 'cannot' || responses === 0) return 'undecided';
  return unidentified > maxFailures * responses ? 'unmeasured' : 'undecided';
}
