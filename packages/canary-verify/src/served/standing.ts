import type { Outcome, Verdict } from '../verdict/verdict.js';

/** What is known of the traffic now. */
export interface Standing {
  latest: Verdict;
  /** When the latest run ended, in milliseconds since 1970. */
  at: number;
  /** When the first run ended that said the same, in milliseconds since 1970. */
  since: number;
}

/** All runs so far. */
export interface Watched {
  /** Null before the first run has ended. */
  standing: Standing | null;
  runs: Readonly<Record<Outcome, number>>;
  /** A verdict that is older says nothing about now, in milliseconds. */
  staleAfterMs: number;
}

export function nothingWatched(staleAfterMs: number): Watched {
  return { standing: null, runs: { matches: 0, differs: 0, undecided: 0, unmeasured: 0 }, staleAfterMs };
}

/** Takes a run in. Pure. */
export function withRun(watched: Watched, latest: Verdict, at: number): Watched {
  const { standing, runs } = watched;
  const isSame = standing?.latest.verdict === latest.verdict;
  return {
    ...watched,
    standing: { latest, at, since: isSame ? standing.since : at },
    runs: { ...runs, [latest.verdict]: runs[latest.verdict] + 1 },
  };
}

/** Whether the latest verdict is about now. */
export function isFresh({ standing, staleAfterMs }: Watched, now: number): boolean {
  return standing !== null && now - standing.at <= staleAfterMs;
}
