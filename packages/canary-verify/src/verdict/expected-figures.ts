import { canaryBand } from '../decide/interval.js';
import type { Expectation } from '../options/expectation.js';
import type { Track } from '../terms/track.js';
import type { ArmFigures } from './verdict.js';

/** The expected figures. If several versions are expected, all but the first count as canary. */
export function expectedFigures(expectation: Expectation): ArmFigures['expected'] {
  if (expectation.kind === 'only') return expectedOf(expectation);
  const { share, tolerance } = canaryBand(expectation);
  return { share, tolerance };
}

/** One version alone: the canary's share is 1 or 0, and the tolerance is the leak. */
export function expectedOf({ track, leak }: { track: Track; leak: number }): ArmFigures['expected'] {
  return { share: track === 'canary' ? 1 : 0, tolerance: leak };
}
