import { logMixture } from './likelihood-mixture.js';
import type { Counts, SplitAnswer, SplitTest } from './split-test.js';

/**
 * The answer after these counts.
 *
 * A response of unknown version is counted the way that speaks against each answer: it can only delay one.
 *
 * Checks nothing: a run calls this for each response.
 */
export function answerSplit(test: SplitTest, counts: Counts): SplitAnswer {
  return isInside(test, counts) ? 'inside' : isOutside(test, counts) ? 'outside' : 'open';
}

/** Whether these counts show that the share lies inside the band. */
export function isInside(test: SplitTest, counts: Counts): boolean {
  const { upper, lower } = excludedBoundaries(test, counts);
  return upper && lower;
}

/** Which boundaries the counts exclude: both when they show that the share lies inside the band. */
export interface ExcludedBoundaries {
  upper: boolean;
  lower: boolean;
}

/**
 * Which boundaries of the band have enough evidence against them, also where the region is not asked: before its first
 * look, and between two looks. That alone is no answer.
 */
export function unlikelyBoundaries(test: SplitTest, { canary, stable, unknown }: Counts): ExcludedBoundaries {
  const least = test.mirrored ? stable : canary;
  const rest = test.mirrored ? canary : stable;
  const enough = { ...test, insideThreshold: test.outsideThreshold };
  const upper = excludesUpper(enough, least + unknown, rest);
  const lower = excludesLower(enough, least, rest + unknown);
  return test.mirrored ? { upper: lower, lower: upper } : { upper, lower };
}

/** Which boundaries of the band these counts exclude; before the first look of the region none. */
export function excludedBoundaries(test: SplitTest, { canary, stable, unknown }: Counts): ExcludedBoundaries {
  const least = test.mirrored ? stable : canary;
  const responses = canary + stable + unknown;
  const excluded = excludedFrom(test, { least, most: least + unknown, responses });
  return test.mirrored ? { upper: excluded.lower, lower: excluded.upper } : excluded;
}

function excludedFrom(
  test: SplitTest,
  { least, most, responses }: { least: number; most: number; responses: number },
): ExcludedBoundaries {
  const { region } = test;
  if (region === null || responses > region.horizon)
    return {
      upper: excludesUpper(test, most, responses - most),
      lower: excludesLower(test, least, responses - least),
    };
  // Between two looks it is inside if it will be at the next one, whatever comes until then.
  const look = Math.ceil(responses / region.lookEvery);
  const toCome = look * region.lookEvery - responses;
  const lowest = region.lowest[look] as number;
  const highest = region.highest[look] as number;
  if (lowest > highest) return { upper: false, lower: false };
  return { upper: most + toCome <= highest, lower: least >= lowest };
}

/** Whether these counts show that the share lies beyond what the rule allows. */
export function isOutside(test: SplitTest, counts: Counts): boolean {
  const canary = test.mirrored ? counts.stable : counts.canary;
  const stable = test.mirrored ? counts.canary : counts.stable;
  return (
    showsAbove(test, canary, stable + counts.unknown) || showsBelow(test, canary + counts.unknown, stable)
  );
}

/** Whether the evidence shows that the share lies below the upper boundary. */
export function excludesUpper(test: SplitTest, canary: number, stable: number): boolean {
  return logMixture(test.againstUpperFromInside, canary, stable) >= test.insideThreshold;
}

/** Whether the evidence shows that the share lies above the lower boundary. */
export function excludesLower(test: SplitTest, canary: number, stable: number): boolean {
  return logMixture(test.againstLowerFromInside, canary, stable) >= test.insideThreshold;
}

/** Whether the share is shown to be larger than the rule allows. */
export function showsAbove(test: SplitTest, canary: number, stable: number): boolean {
  if (canary <= test.high * (canary + stable)) return false;
  return logMixture(test.againstHighFromAbove, canary, stable) >= test.outsideThreshold;
}

/** Whether the share is shown to be smaller than the rule allows. */
export function showsBelow(test: SplitTest, canary: number, stable: number): boolean {
  if (canary >= test.low * (canary + stable)) return false;
  return logMixture(test.againstLowFromBelow, canary, stable) >= test.outsideThreshold;
}
