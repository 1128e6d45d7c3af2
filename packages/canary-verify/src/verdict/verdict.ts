import type { Place } from '../haproxy/index.js';
import type { FailureCause } from '../observation/observation.js';
import type { Header } from '../options/request-headers.js';
import type { LeftOut } from '../settle/choose-addresses.js';
import type { Band, ShareInterval } from '../statistics/split-test.js';
import type { Health } from '../tally/health-figures.js';
import type { Count, Fraction, Milliseconds } from '../terms/quantities.js';
import type { Track } from '../terms/track.js';
import type { AddressFigures } from './address-figures.js';
import type { Diagnosis } from './diagnosis.js';

/**
 * The conclusion of a run: the traffic goes where it should, it does not, the budget ran out, or it could not be
 * measured.
 */
export type Outcome = 'matches' | 'differs' | 'undecided' | 'unmeasured';

/**
 * The result of a run, for programs. Its top level repeats the first arm; the counts of other arms stand in
 * `arms`.
 */
export interface Verdict extends ArmFigures {
  verdict: Outcome;
  exitCode: ExitCode;
  /** The URL asked. */
  target: string;
  /**
   * 1 minus the probability of each wrong verdict, as a fraction.
   * @minimum 0.5
   * @exclusiveMaximum 1
   */
  confidence: number;
  /**
   * How long the run took, in milliseconds.
   * @asType integer
   * @minimum 0
   */
  durationMs: number;
  /** The time that the run was spread over; null if it was not. */
  overMs: Milliseconds | null;
  /** True when somebody ended the run before it had decided. */
  interrupted: boolean;
  /** `fresh`: each response came over a connection of its own. `reuse`: several came over one. */
  connectionMode: 'fresh' | 'reuse';
  /** Addresses of the target's name that gave no answer and that no request was sent to: of a loopback name, or IPv6 where this machine has none. */
  addressesLeftOut: readonly LeftOut[];
  /**
   * A verdict on each kind of request.
   * @minItems 1
   */
  arms: ArmVerdict[];
  /** Causes and remarks, in the order in which they matter. */
  diagnosis: Diagnosis[];
}

/**
 * 0 matches, 1 differs, 2 undecided, 3 unmeasured, 130 interrupted. The command has two more: 4 is wrong usage, and never
 * comes with a verdict. 70 is an internal error, or a report that could not be written; other reports may have a verdict.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

/** The verdict on one kind of request. */
export interface ArmVerdict extends ArmFigures {
  name: string;
  /** The verdict on both hops, if there are two. */
  verdict: Outcome;
  /** The headers that were sent besides the usual ones, without secrets. */
  headers: Header[];
  /** The line of HAProxy's configuration that it is about. */
  rule: Place | null;
}

/** The counts of one arm, and the figures that follow from them. */
export interface ArmFigures {
  /**
   * The expected share of the canary and its tolerance, as fractions. For 0 % and 100 % the tolerance is the leak.
   */
  expected: Band;
  /**
   * The leak to rule out for all kinds that are shown together, as a fraction; the tolerance of `expected` is for this kind alone.
   * Null if the kind is shown by itself.
   */
  together: Fraction | null;
  /**
   * The canary's share of the responses of known version, as a fraction; null when there are none. Where several versions are
   * expected, the first of them counts as stable and all others together as the canary, here and in all fields below; `shares`
   * has each.
   */
  share: Fraction | null;
  /** The shares that the counts leave possible; each limit is right with the stated confidence. Null when nothing was counted. */
  interval: ShareInterval | null;
  requests: Count;
  stable: Count;
  canary: Count;
  /** Responses that did not say which version they came from. */
  unidentified: Count;
  /** Responses that name no version, by HTTP status: `{"404": 10}`. */
  statuses: Record<string, Count>;
  /** Requests without an answer, or answered with a status of 500 or more. */
  failed: Count;
  /** TCP connections that the responses came over. */
  connections: Count;
  /** Failed requests by cause: `http-502` is a status. */
  failures: Partial<Record<FailureCause, Count>>;
  /** Each version's share, where several are expected; else empty. */
  shares: VersionFigures[];
  /** The figures of the second hop; null if it is not checked. */
  secondHop: SecondHopFigures | null;
  /** The figures of each address of the target's name; empty if it has only one. */
  addresses: AddressFigures[];
  /** The addresses are shown not to have the same share: the verdict is about each of them, not about the share of all requests. */
  addressesDisagree: boolean;
  /** How the canary does beside the stable version; null unless both have answered. */
  health: Health | null;
  /** Responses by version. */
  versions: Record<string, Count>;
  /** The names in `versions`, by the side that they count for. */
  sides: Sides;
  /** Responses by replica. */
  instances: Record<string, InstanceCount>;
}

/** The versions that answered for each side. What is known of neither side is unidentified. */
export type Sides = Record<Track | 'unidentified', string[]>;

/** The figures of the second service. Shares are the canary's, as fractions of the identified responses. */
export interface SecondHopFigures {
  verdict: Outcome;
  /** The verdict on the first hop by itself. */
  firstHop: Outcome;
  /** One version alone: 0 or 1, and the leak to rule out. */
  expected: Band;
  share: Fraction | null;
  interval: ShareInterval | null;
  responses: Count;
  stable: Count;
  canary: Count;
  unidentified: Count;
  /** Responses by what they say. */
  versions: Record<string, Count>;
}

/** One of several expected versions. Shares are fractions. */
export interface VersionFigures {
  version: string;
  expected: Band;
  share: Fraction | null;
  interval: ShareInterval | null;
  requests: Count;
}

/** The responses of one replica. Version and track are null if the responses do not name them. */
export interface InstanceCount {
  version: string | null;
  track: Track | null;
  count: Count;
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
