import { DRAIN_MS, FINISH_MS, LAST_ANSWERS_MS } from './drain-delay.js';

/** The parts of the way out as they were asked for, in milliseconds; null: as it is by default. */
export interface WantedTimes {
  drainMs: number | null;
  finishMs: number | null;
  /** For all of it. */
  leaveWithinMs: number | null;
}

/** How long each part of the way out may take, in milliseconds. Together they are the deadline. */
export interface LeavingTimes {
  drainMs: number;
  lastAnswersMs: number;
  finishMs: number;
  totalMs: number;
  /** Why it is less than was asked for; null if it is not. */
  shortened: string | null;
}

/** A time after which whoever has started the process kills it. */
export interface KillTime {
  ms: number;
  /** Who kills, and what makes it wait longer. */
  words: string;
}

/** Before the process is killed, its last words must be out. */
const MARGIN_MS = 200;

/**
 * Divides the time there is. What is missing is taken from the requests in flight first, down to a quarter of the whole:
 * most are done long before. Then from the drain, which proxies need as long as it was.
 */
export function leavingTimes(wanted: WantedTimes, kill: KillTime | null): LeavingTimes {
  const { drainMs, finishMs } = {
    drainMs: wanted.drainMs ?? DRAIN_MS,
    finishMs: wanted.finishMs ?? FINISH_MS,
  };
  const full = drainMs + LAST_ANSWERS_MS + finishMs;
  const known = wanted.leaveWithinMs ?? (kill === null ? full : Math.max(0, kill.ms - MARGIN_MS));
  if (known >= full)
    return { drainMs, lastAnswersMs: LAST_ANSWERS_MS, finishMs, totalMs: full, shortened: null };
  const lastAnswersMs = Math.min(LAST_ANSWERS_MS, Math.floor(known / 4));
  const least = Math.min(finishMs, Math.floor(known / 4));
  const finish = Math.max(least, known - lastAnswersMs - drainMs);
  const drain = Math.max(0, Math.min(drainMs, known - lastAnswersMs - finish));
  const cause = wanted.leaveWithinMs === null ? (kill?.words ?? '') : '`leaveWithinMs`';
  return {
    drainMs: drain,
    lastAnswersMs,
    finishMs: finish,
    totalMs: known,
    shortened:
      drain < drainMs
        ? `${cause}: the drain is ${seconds(drain)} in the place of ${seconds(drainMs)}, so requests may be lost`
        : cause,
  };
}

/** PM2 tells its programs when it kills them; nobody else does. */
export function killTime(env: NodeJS.ProcessEnv): KillTime | null {
  if (env.pm_id === undefined || env.PM2_HOME === undefined) return null;
  const ms = /^\d+$/.test(env.kill_timeout ?? '') ? Number(env.kill_timeout) : 1_600;
  return { ms, words: `PM2 kills after ${seconds(ms)} (\`kill_timeout\` sets it)` };
}

/** What the log says of it at start. */
export function leavingInWords({ totalMs, shortened }: LeavingTimes): string {
  const grace = Math.ceil((totalMs + MARGIN_MS) / 1_000);
  const advice = `whoever stops it must wait longer (Docker: stop_grace_period: ${grace}s)`;
  return `leaves within ${seconds(totalMs)}: ${shortened ?? advice}`;
}

export function seconds(ms: number): string {
  return `${Number((ms / 1_000).toFixed(1))} s`;
}
