import { excludesLower, excludesUpper, showsAbove, showsBelow } from './answer-split.js';
import type { SplitTest } from './split-test.js';

/**
 * After some number of responses: from how many and up to how many of the canary each answer is given. An answer that
 * cannot be given yet has -1, or more than all responses.
 */
export interface StopBoundaries {
  insideFrom: number;
  insideUpTo: number;
  belowUpTo: number;
  aboveFrom: number;
}

/** Boundaries before the first response. */
export function stopBoundaries(): StopBoundaries {
  return { insideFrom: 0, insideUpTo: -1, belowUpTo: -1, aboveFrom: 0 };
}

/**
 * Moves the boundaries on to a larger number of responses. Evidence rises or falls with the canary's count alone, and with
 * one more response of the stable version it moves the other way: so each boundary only ever moves up, and all of them
 * together cost about four looks for each number.
 */
export function moveOn(boundaries: StopBoundaries, test: SplitTest, responses: number): void {
  const holds = (condition: typeof showsBelow, canary: number) =>
    canary <= responses && condition(test, canary, responses - canary);
  while (holds(showsBelow, boundaries.belowUpTo + 1)) boundaries.belowUpTo++;
  while (boundaries.aboveFrom <= responses && !holds(showsAbove, boundaries.aboveFrom))
    boundaries.aboveFrom++;
  moveInside(boundaries, test, responses);
}

function moveInside(boundaries: StopBoundaries, test: SplitTest, responses: number): void {
  const { region } = test;
  if (region !== null && responses <= region.horizon) {
    const look = Math.ceil(responses / region.lookEvery);
    boundaries.insideFrom = region.lowest[look] as number;
    boundaries.insideUpTo = (region.highest[look] as number) - (look * region.lookEvery - responses);
    return;
  }
  const holds = (condition: typeof excludesUpper, canary: number) =>
    canary <= responses && condition(test, canary, responses - canary);
  while (holds(excludesUpper, boundaries.insideUpTo + 1)) boundaries.insideUpTo++;
  while (boundaries.insideFrom <= responses && !holds(excludesLower, boundaries.insideFrom))
    boundaries.insideFrom++;
}
