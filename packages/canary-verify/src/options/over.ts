import { UsageError } from '../text/usage-error.js';

/** The most time that may be given, and that a run may be spread over, in milliseconds. */
export const LONGEST_MS = 86_400_000;

const DEFAULT_MAX_TIME_MS = 60_000;

/** What a run spends besides the time that it is spread over: the warm-up and the last answers. */
const BESIDES_MS = 10_000;

/** Checks options that exclude each other, or a time limit that ends the run before a verdict. */
export function checkOver(overMs: number, { rate, maxTimeMs }: { rate?: number; maxTimeMs?: number }): void {
  if (rate !== undefined)
    throw new UsageError(
      'overMs',
      'and `rate` exclude each other: the time and the number of requests give the rate',
    );
  if (maxTimeMs !== undefined && maxTimeMs <= overMs)
    throw new UsageError(
      'maxTimeMs',
      `must be longer than \`overMs\`: no verdict comes before that time is over`,
    );
}

/** The time limit if none is given. */
export function defaultMaxTimeMs(overMs: number | null): number {
  return Math.min(LONGEST_MS, Math.max(DEFAULT_MAX_TIME_MS, (overMs ?? 0) + BESIDES_MS));
}
