import type { Expectation } from '../options/expectation.js';
import type { Band } from '../statistics/split-test.js';

/** The expected share and its tolerance; null if one version alone or several versions are expected. */
export function bandOf(expectation: Expectation): Band | null {
  if (expectation.kind !== 'share') return null;
  const { share, tolerance } = expectation;
  return { share, tolerance };
}
