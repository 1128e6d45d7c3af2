import { isInside } from './answer-split.js';
import { logMixture } from './likelihood-mixture.js';
import type { Counts, SplitTest } from './split-test.js';

/** How far the evidence for each answer has come, as fractions of what is needed. */
export interface SplitEvidence {
  inside: number;
  outside: number;
}

/** `inside` is shown by counts and not by evidence, so that evidence alone never reads as enough. */
const NOT_QUITE = 0.99;

/** How far the evidence for each answer has come; one that nothing speaks for has 0. */
export function evidenceFor(test: SplitTest, counts: Counts): SplitEvidence {
  const canary = test.mirrored ? counts.stable : counts.canary;
  const stable = test.mirrored ? counts.canary : counts.stable;
  const { unknown } = counts;
  return {
    inside: isInside(test, counts) ? 1 : Math.min(NOT_QUITE, insideSoFar(test, { canary, stable, unknown })),
    outside: clamp(outsideSoFar(test, { canary, stable, unknown }) / test.outsideThreshold),
  };
}

function insideSoFar(test: SplitTest, { canary, stable, unknown }: Counts): number {
  const upper = logMixture(test.againstUpperFromInside, canary + unknown, stable);
  const lower = logMixture(test.againstLowerFromInside, canary, stable + unknown);
  return clamp(Math.min(upper, lower) / test.outsideThreshold);
}

function outsideSoFar(test: SplitTest, { canary, stable, unknown }: Counts): number {
  const responses = canary + stable + unknown;
  if (canary > test.high * responses) return logMixture(test.againstHighFromAbove, canary, stable + unknown);
  if (canary + unknown < test.low * responses)
    return logMixture(test.againstLowFromBelow, canary + unknown, stable);
  return 0;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
