import { excludesLower, excludesUpper, type SplitTest, showsAbove, showsBelow } from './split-test.js';

/**
 * After some number of responses: up to and from how many of the canary each conclusion is drawn. A conclusion that
 * cannot be drawn yet has -1, or more than all responses.
 */
export interface StopBoundaries {
  upperExcludedUpTo: number;
  lowerExcludedFrom: number;
  belowUpTo: number;
  aboveFrom: number;
}

/** Boundaries before the first response. */
export function stopBoundaries(): StopBoundaries {
  return { upperExcludedUpTo: -1, lowerExcludedFrom: 0, belowUpTo: -1, aboveFrom: 0 };
}

/**
 * Moves the boundaries on to a larger number of responses. Evidence rises or falls with the canary's count alone, and with
 * one more response of the stable version it moves the other way: so each boundary only ever moves up, and all of them
 * together cost about four looks for each number.
 */
export function moveOn(boundaries: StopBoundaries, test: SplitTest, responses: number): void {
  const holds = (condition: typeof excludesUpper, canary: number) =>
    canary <= responses && condition(test, canary, responses - canary);
  while (holds(excludesUpper, boundaries.upperExcludedUpTo + 1)) boundaries.upperExcludedUpTo++;
  while (holds(showsBelow, boundaries.belowUpTo + 1)) boundaries.belowUpTo++;
  while (boundaries.lowerExcludedFrom <= responses && !holds(excludesLower, boundaries.lowerExcludedFrom))
    boundaries.lowerExcludedFrom++;
  while (boundaries.aboveFrom <= responses && !holds(showsAbove, boundaries.aboveFrom))
    boundaries.aboveFrom++;
}
