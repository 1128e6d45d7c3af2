import { quoted, UsageError } from '../text/usage-error.js';
import { readFraction } from './expectation.js';

/** Reads "99%" as 0.01. Throws a UsageError. */
export function readErrorRate(confidence: string | number): number {
  const fraction = readFraction('confidence', confidence);
  if (fraction >= 0.5 && fraction < 1) return 1 - fraction;
  throw new UsageError('confidence', `must be at least 50 % and less than 100 %; got ${quoted(confidence)}`);
}
