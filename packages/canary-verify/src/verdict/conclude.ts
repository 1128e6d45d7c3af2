import type { Run } from '../decide/run.js';
import type { Plan } from '../plan/plan.js';
import type { Settled } from '../settle/settle.js';
import { armVerdict } from './arm-verdict.js';
import { diagnose } from './diagnose.js';
import { exitCodeOf, type Verdict, worst } from './verdict.js';

/** What is known besides the counts. */
export interface Measured {
  plan: Plan;
  /** The target as the user gave it, to be shown. */
  asked: string;
  settled: Settled;
}

/** Turns counts into the verdict. */
export function conclude(
  { plan, asked, settled }: Measured,
  runs: readonly Run[],
  durationMs: number,
): Verdict {
  const { errorRate, maxTimeMs, signal } = plan.options;
  const run = runs.at(-1) as Run;
  const arms = run.arms.map((arm) => armVerdict(arm, run, plan.options));
  const verdict = worst(arms.map((arm) => arm.verdict));
  const interrupted = signal.aborted && (verdict === 'undecided' || verdict === 'unmeasured');
  const timeSpent = !interrupted && verdict === 'undecided' && durationMs >= maxTimeMs;
  const { name: _, headers: _sent, rule: _place, ...figures } = arms[0] as (typeof arms)[number];
  return {
    ...figures,
    verdict,
    exitCode: exitCodeOf(verdict, interrupted),
    target: asked,
    confidence: 1 - errorRate,
    durationMs: Math.round(durationMs),
    interrupted,
    connectionMode: run.attempt.reuse ? 'reuse' : 'fresh',
    arms,
    diagnosis: diagnose({ runs, arms, settled, asked, options: plan.options, timeSpent }),
  };
}
