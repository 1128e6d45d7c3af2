import { defaultMaxTimeMs } from '../options/over.js';
import { secondsFigure } from '../text/figures.js';
import { UsageError } from '../text/usage-error.js';
import type { Claim } from './claim.js';
import type { RunningTest } from './running-test.js';

/** The time that a run may take, so that the runner does not end it before it can say what it has learnt. */
export interface TimeLeft {
  /** In milliseconds; null: the run's own limit comes first. */
  maxTimeMs: number | null;
  /** What to read when this time was not enough; null if the run's own limit comes first. */
  remark: string | null;
}

/** What comes after the last request: the report, and where sources are named, their answers. */
const REPORT_MS = 1_000;
const SOURCES_MS = 3_500;

/** Less than this decides nothing. */
const LEAST_MS = 500;

/**
 * The time that a test leaves for a run.
 *
 * @throws UsageError when it is too little to begin with.
 */
export function timeLeft(limits: Claim['limits'], test: RunningTest | null, remedy: string): TimeLeft {
  if (test === null || test.timeoutMs === null) return { maxTimeMs: null, remark: null };
  const { overMs = 0 } = limits;
  const asked = limits.consul !== undefined || (limits.haproxyStats ?? []).length > 0;
  const left = Math.floor(test.timeoutMs - test.elapsedMs - REPORT_MS - (asked ? SOURCES_MS : 0));
  const wanted = limits.maxTimeMs ?? defaultMaxTimeMs(overMs);
  if (left >= wanted) return { maxTimeMs: null, remark: null };
  const limit = `The time-out of the test is ${secondsFigure(test.timeoutMs)}`;
  if (left < LEAST_MS || left <= overMs)
    throw new UsageError(
      'maxTimeMs',
      `does not fit into the test. ${limit}: ${secondsFigure(Math.max(0, left))} of it are left for a run. ${remedy}`,
    );
  return {
    maxTimeMs: left,
    remark: `${limit}; ${secondsFigure(left)} of it were left for this run. ${remedy}`,
  };
}
