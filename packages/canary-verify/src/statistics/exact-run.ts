import { advance, binomialStep, type CountDistribution, trim } from './binomial-step.js';
import type { SplitTest } from './split-test.js';
import { moveOn, type StopBoundaries, stopBoundaries } from './stop-boundaries.js';

/** A run of the split test on independent responses. */
export interface RunQuestion {
  test: SplitTest;
  /** The canary's true share. */
  trueShare: number;
  /** The run ends undecided after so many responses. */
  horizon: number;
  /** Responses between two looks. */
  lookEvery: number;
}

/** What the test does, by forward dynamic programming over all counts: exact but for rounding, nothing is simulated. */
export interface ExactRun {
  /** The chance that it answers `inside`, `outside`, or nothing until the horizon. */
  inside: number;
  outside: number;
  undecided: number;
  /** Mean number of responses until then; undecided runs count with the horizon. */
  meanRequests: number;
  /** So many responses are enough with a chance of 99 %; the horizon if they are not. */
  ninetyNinth: number;
}

/** Once fewer than this are still open they no longer change what is asked here. */
const HARDLY_ANY = 1e-7;

/** Computes a run of the test. Takes time in proportion to the looks times the width of what is undecided (about the root of the responses). */
export function exactRun({ test, trueShare, horizon, lookEvery }: RunQuestion): ExactRun {
  const share = test.mirrored ? 1 - trueShare : trueShare;
  const step = binomialStep(lookEvery, share);
  const open: CountDistribution = { chances: new Float64Array(64), from: 0, to: 0 };
  open.chances[0] = 1;
  const boundaries = stopBoundaries();
  const run = { inside: 0, outside: 0, undecided: 1, meanRequests: 0, ninetyNinth: horizon };
  for (
    let responses = lookEvery;
    responses <= horizon && run.undecided > HARDLY_ANY;
    responses += lookEvery
  ) {
    run.meanRequests += run.undecided * lookEvery;
    advance(open, step);
    moveOn(boundaries, test, responses);
    endAnswered(open, boundaries, run);
    run.undecided = total(open);
    if (run.undecided <= 0.01) run.ninetyNinth = Math.min(run.ninetyNinth, responses);
  }
  return run;
}

/** Ends the runs that have got their answer. */
function endAnswered(open: CountDistribution, at: StopBoundaries, run: ExactRun): void {
  run.inside += take(open, at.insideFrom, at.insideUpTo);
  run.outside += take(open, open.from, at.belowUpTo) + take(open, at.aboveFrom, open.to);
  trim(open);
}

/** Takes the chances of `from` to `to` canaries out, and gives their sum. */
function take({ chances, ...window }: CountDistribution, from: number, to: number): number {
  let sum = 0;
  for (let canary = Math.max(from, window.from); canary <= Math.min(to, window.to); canary++) {
    sum += chances[canary] as number;
    chances[canary] = 0;
  }
  return sum;
}

function total({ chances, from, to }: CountDistribution): number {
  let sum = 0;
  for (let canary = from; canary <= to; canary++) sum += chances[canary] as number;
  return sum;
}
