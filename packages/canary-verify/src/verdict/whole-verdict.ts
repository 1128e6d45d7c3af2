import type { ResolvedOptions } from '../options/options.js';
import type { Attempt } from '../plan/plan.js';
import type { LeftOut } from '../settle/choose-addresses.js';
import { masked } from '../text/masked.js';
import { type ArmVerdict, exitCodeOf, type Verdict, worst } from './verdict.js';

/** The facts of a verdict besides its arms. */
export interface RunFacts {
  /** The target as the user gave it. */
  target: URL;
  attempt: Attempt;
  leftOut: readonly LeftOut[];
  durationMs: number;
  options: ResolvedOptions;
}

/** Puts the verdicts on the arms together. The first one stands at the top level, too. */
export function wholeVerdict(
  arms: [ArmVerdict, ...ArmVerdict[]],
  { target, attempt, leftOut, durationMs, options }: RunFacts,
): Omit<Verdict, 'diagnosis'> {
  const verdict = worst(arms.map((arm) => arm.verdict));
  const interrupted = options.signal.aborted && (verdict === 'undecided' || verdict === 'unmeasured');
  const { name: _, headers: _sent, rule: _place, ...figures } = arms[0];
  return {
    ...figures,
    verdict,
    exitCode: exitCodeOf(verdict, interrupted),
    target: masked(target.href),
    confidence: 1 - options.errorRate,
    durationMs: Math.round(durationMs),
    overMs: options.overMs,
    interrupted,
    connectionMode: attempt.reuse && arms.some(isReused) ? 'reuse' : 'fresh',
    addressesLeftOut: leftOut,
    arms,
  };
}

/** Whether several responses of an arm came over one connection. */
export function isReused({ stable, canary, unidentified, connections }: ArmVerdict): boolean {
  return stable + canary + unidentified > connections;
}
