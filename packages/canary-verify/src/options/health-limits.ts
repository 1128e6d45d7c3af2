import { quoted, UsageError } from '../text/usage-error.js';
import { readFraction } from './expectation.js';

/** The share of the canary's own requests that may fail. Throws a UsageError. */
export function readMaxErrors(maxErrors: string | number): number {
  const fraction = readFraction('maxErrors', maxErrors);
  if (fraction > 0 && fraction < 1) return fraction;
  throw new UsageError('maxErrors', `must be more than 0 % and less than 100 %; got ${quoted(maxErrors)}`);
}

/** The multiple of the stable version's odds from which on the canary is not called no worse. Throws a UsageError. */
export function readWorseRatio(ratio: number): number {
  if (ratio > 1 && ratio <= 1000) return ratio;
  throw new UsageError('worseRatio', `must be more than 1 and at most 1000; got ${quoted(ratio)}`);
}
