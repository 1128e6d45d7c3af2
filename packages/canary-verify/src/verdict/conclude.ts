import type { Runs } from '../decide/run.js';
import type { Plan } from '../plan/plan.js';
import type { LeftOut } from '../settle/choose-addresses.js';
import type { Followed } from '../settle/settle.js';
import { armVerdict } from './arm-verdict.js';
import { diagnose } from './diagnose.js';
import type { ArmVerdict, Verdict } from './verdict.js';
import { wholeVerdict } from './whole-verdict.js';

/** The facts of a run besides its counts. */
export interface MeasuredFacts {
  /** The target as the user gave it. */
  target: URL;
  /** Null if no redirect was followed. */
  followed: Followed | null;
  /** Addresses of the target that no request was sent to. */
  leftOut: readonly LeftOut[];
  durationMs: number;
}

/** Turns counts into the verdict. */
export function concludeRuns(
  runs: Runs,
  { options }: Plan,
  { target, followed, leftOut, durationMs }: MeasuredFacts,
): Verdict {
  const { last } = runs;
  const [first, ...others] = last.arms;
  const arms: [ArmVerdict, ...ArmVerdict[]] = [
    armVerdict(first, last, options),
    ...others.map((arm) => armVerdict(arm, last, options)),
  ];
  const whole = wholeVerdict(arms, { target, attempt: last.attempt, leftOut, durationMs, options });
  const { verdict, interrupted } = whole;
  const timeSpent = !interrupted && verdict === 'undecided' && durationMs >= options.maxTimeMs;
  return { ...whole, diagnosis: diagnose({ runs, arms, followed, leftOut, options, timeSpent }) };
}
