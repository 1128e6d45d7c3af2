import { bestLogLikelihood } from './krichevsky-trofimov.js';
import { logBeta } from './log-gamma.js';

/** Responses of a stretch of the run. */
interface Stretch {
  canary: number;
  responses: number;
}

/**
 * Evidence that the canary's share changed during the run.
 *
 * Counts are kept at most at {@link MOST_MARKS} points of the run, which lie twice as far apart whenever they become too
 * many: memory does not grow with the run.
 */
export interface DriftEvidence {
  /** Counts up to each mark: mark i stands after (i + 1) * spacing responses. */
  marks: Stretch[];
  spacing: number;
  /** How often the spacing was doubled. */
  doublings: number;
  canary: number;
  responses: number;
}

/** Where the share changed, and from what to what, as fractions. */
export interface Drift {
  afterRequests: number;
  before: number;
  after: number;
}

const FIRST_SPACING = 50;
const MOST_MARKS = 64;

export function driftEvidence(): DriftEvidence {
  return { marks: [], spacing: FIRST_SPACING, doublings: 0, canary: 0, responses: 0 };
}

/** Takes the next response in. Returns true when there is a new mark, and so a reason to look. */
export function observeForDrift(evidence: DriftEvidence, canary: boolean): boolean {
  evidence.responses++;
  if (canary) evidence.canary++;
  if (evidence.responses % evidence.spacing !== 0) return false;
  evidence.marks.push({ canary: evidence.canary, responses: evidence.responses });
  if (evidence.marks.length > MOST_MARKS) {
    evidence.marks = evidence.marks.filter((_, index) => index % 2 === 1);
    evidence.spacing *= 2;
    evidence.doublings++;
  }
  return true;
}

/**
 * The change that is shown to have happened, at the mark where it is most likely; null while none is. Wrong with a chance
 * of at most `errorRate`, however often one looks.
 *
 * For each mark, the counts before it and after it are each given their own unknown share (a Beta(1/2, 1/2) mixture), and
 * held against the best single share for all of them (universal inference: Wasserman, Ramdas & Balakrishnan 2020). The
 * marks share a prior weight that depends on where they lie, not on what was seen, so their sum is a fair bet too;
 * marks that were dropped only lessen it.
 */
export function findDrift(evidence: DriftEvidence, errorRate: number): Drift | null {
  const { canary, responses, marks } = evidence;
  const together = bestLogLikelihood(canary, responses);
  let sum = 0;
  let best = Number.NEGATIVE_INFINITY;
  let found: Stretch | null = null;
  for (let index = 0; index < marks.length; index++) {
    const mark = marks[index] as Stretch;
    if (mark.responses === responses) break;
    const log =
      logWeight(evidence.doublings) +
      logMarginal(mark.canary, mark.responses) +
      logMarginal(canary - mark.canary, responses - mark.responses) -
      together;
    sum += Math.exp(log);
    if (log > best) [best, found] = [log, mark];
  }
  if (found === null || sum * errorRate < 1) return null;
  return changeAt(found, { canary, responses });
}

/** The same for all marks of one spacing, and 1/((i+1)(i+2)) over the spacings: together at most 1. */
function logWeight(doublings: number): number {
  return -Math.log(MOST_MARKS) - Math.log((doublings + 1) * (doublings + 2));
}

function logMarginal(canary: number, responses: number): number {
  return logBeta(canary + 0.5, responses - canary + 0.5) - Math.log(Math.PI);
}

/** What evidence at a mark near an end of the run counts for: there are few responses on one side. */
const NEAR_AN_END = 0.75;
/** The same near the beginning, for an answer about now. */
const LONG_AGO = 0.5;

/** What evidence counts for, by where it lies in the run. */
function weightAt(part: number, beginning: number): number {
  if (part < 0.3) return beginning;
  return part > 0.7 ? NEAR_AN_END : 1;
}

/** A change, and how much speaks for it: a likelihood ratio statistic (twice its log). */
export interface PossibleChange extends Drift {
  evidence: number;
}

/**
 * Where the shares before and after a mark differ most. The evidence is larger than 9 in about 1 of 200 looks while the share
 * stays the same. Unlike {@link findDrift} it promises nothing for many looks: it is a reason to wait, not a finding. `now`: the
 * question is whether the share is right now, so what was different long ago matters less.
 */
export function largestChange(
  { canary, responses, marks }: DriftEvidence,
  now: boolean,
): PossibleChange | null {
  const together = bestLogLikelihood(canary, responses);
  let largest = 0;
  let found: Stretch | null = null;
  for (const mark of marks) {
    if (mark.responses >= responses) break;
    const apart =
      bestLogLikelihood(mark.canary, mark.responses) +
      bestLogLikelihood(canary - mark.canary, responses - mark.responses);
    const evidence =
      2 * weightAt(mark.responses / responses, now ? LONG_AGO : NEAR_AN_END) * (apart - together);
    if (evidence > largest) [largest, found] = [evidence, mark];
  }
  if (found === null) return null;
  return { ...changeAt(found, { canary, responses }), evidence: largest };
}

function changeAt(mark: Stretch, all: Stretch): Drift {
  return {
    afterRequests: mark.responses,
    before: mark.canary / mark.responses,
    after: (all.canary - mark.canary) / (all.responses - mark.responses),
  };
}
