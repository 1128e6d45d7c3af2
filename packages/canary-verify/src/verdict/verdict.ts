import type { Place } from '../haproxy/index.js';
import type { FailureCause } from '../observation/observation.js';
import type { Header } from '../options/request-headers.js';
import type { Health } from '../tally/health.js';
import type { Track } from '../terms/track.js';
import type { Diagnosis } from './diagnosis.js';

/** What a run concludes: the traffic goes where it should, it does not, the budget ran out, or it could not be measured. */
export type Outcome = 'matches' | 'differs' | 'undecided' | 'unmeasured';

/** What a program can read of a run. Its top level repeats the first arm; `requests` of other arms stand in `arms`. */
export interface Verdict extends ArmFigures {
  verdict: Outcome;
  exitCode: ExitCode;
  target: string;
  /** 1 minus the probability of each wrong verdict, as a fraction. */
  confidence: number;
  durationMs: number;
  /** True when somebody ended the run before it had decided. */
  interrupted: boolean;
  /** Whether each request had a connection of its own, or several went over one. */
  connectionMode: 'fresh' | 'reuse';
  arms: ArmVerdict[];
  diagnosis: Diagnosis[];
}

/** 0 matches, 1 differs, 2 undecided, 3 unmeasured, 130 interrupted. (4, wrong usage, never comes with a verdict.) */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/** The verdict on one kind of request. */
export interface ArmVerdict extends ArmFigures {
  name: string;
  /** Of both hops, where there are two. */
  verdict: Outcome;
  /** What was sent besides the usual headers, without secrets. */
  headers: Header[];
  /** The line of HAProxy's configuration that it is about. */
  rule: Place | null;
}

export interface ArmFigures {
  /** What should be: the canary's share and how far from it is still right, as fractions. For 0 % and 100 % the tolerance is the leak. */
  expected: { share: number; tolerance: number };
  /** The canary's share of the identified responses, as a fraction; null when there are none. */
  share: number | null;
  /** The shares that the counts leave possible, each end at the stated confidence; null when nothing was counted. */
  interval: [low: number, high: number] | null;
  requests: number;
  stable: number;
  canary: number;
  /** Responses that did not say which version they came from. */
  unidentified: number;
  /** Requests without an answer, or answered with a status of 500 or more. */
  failed: number;
  failures: Partial<Record<FailureCause, number>>;
  /** Each version's share, where several are expected; else empty. */
  shares: VersionFigures[];
  /** What answered on the second hop; null when that was not asked for. */
  secondHop: SecondHopFigures | null;
  /** How the canary does beside the stable version; null unless both have answered. */
  health: Health | null;
  /** Responses by version. */
  versions: Record<string, number>;
  /** Responses by replica. */
  instances: Record<string, InstanceCount>;
}

/** What the responses say of the second service. Shares are the canary's, as fractions of the identified responses. */
export interface SecondHopFigures {
  verdict: Outcome;
  /** The verdict on the first hop by itself. */
  firstHop: Outcome;
  /** One version alone: 0 or 1, and the leak to rule out. */
  expected: { share: number; tolerance: number };
  share: number | null;
  interval: [low: number, high: number] | null;
  responses: number;
  stable: number;
  canary: number;
  unidentified: number;
  /** Responses by what they say. */
  versions: Record<string, number>;
}

/** One of several expected versions. Shares are fractions. */
export interface VersionFigures {
  version: string;
  expected: { share: number; tolerance: number };
  share: number | null;
  interval: [low: number, high: number] | null;
  requests: number;
}

export interface InstanceCount {
  version: string | null;
  track: Track | null;
  count: number;
}

/** The verdict on the service that answered, apart from the one that it has asked. */
export function firstHopOf({ verdict, secondHop }: Pick<ArmVerdict, 'verdict' | 'secondHop'>): Outcome {
  return secondHop?.firstHop ?? verdict;
}

/** The exit code that the command line ends with. */
export function exitCodeOf(verdict: Outcome, interrupted: boolean): ExitCode {
  if (interrupted) return 130;
  return ({ matches: 0, differs: 1, undecided: 2, unmeasured: 3 } as const)[verdict];
}

/** The verdict on a run is the worst of its arms. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  const order: readonly Outcome[] = ['unmeasured', 'differs', 'undecided'];
  return order.find((outcome) => outcomes.includes(outcome)) ?? 'matches';
}
