import { isOutside } from '../statistics/answer-split.js';
import type { Counts, SplitTest } from '../statistics/split-test.js';
import type { Guards } from '../tally/guards.js';
import { loneResponses, loneVersion } from '../tally/lone-version.js';
import { namelessResponses } from '../tally/nameless.js';
import type { ArmTally, Tally } from '../tally/tally.js';
import { TRACKS, type Track } from '../terms/track.js';
import type { ArmDecision, ArmState } from './decide.js';

/** An arm, and what watches over it. */
interface Watched extends ArmState {
  guards: Guards;
}

/** The run that an arm is part of. */
export interface WholeRun {
  tally: Tally;
  arms: readonly Watched[];
  /** Several requests went over one connection. */
  reuse: boolean;
}

/** From so many responses of one version to two kinds of request on, it is no accident of a leak. */
const LEAST_ALIKE = 30;

/**
 * Decides an arm that one version alone has answered. The version is either the canary or the stable one: it differs when
 * both are shown to be wrong. Which of them it is remains unknown, so that it never matches.
 */
export function decideLoneVersion(arm: Watched, run: WholeRun): ArmDecision['outcome'] {
  if (loneVersion(run.tally) === null || arm.guards.pinned || arm.guards.drifted !== null) return 'open';
  // Reused connections may be pinned: their first responses must show the same, and more connections are needed for that.
  arm.decision.doubtful = run.reuse && TRACKS.every((track) => isWrongAs(arm, track, loneResponses));
  if (TRACKS.every((track) => isProvenWrongAs(arm, track, run))) return 'differs';
  return isNeverReached(arm, run) ? 'differs' : 'open';
}

/**
 * The version has answered what only the canary may answer, and what it may not: one of them is wrong. The first is named,
 * because a canary that nothing reaches is more frequent than one that everything reaches.
 */
function isNeverReached(arm: Watched, run: WholeRun): boolean {
  const { expectation } = arm.plan.arm;
  if (expectation.kind !== 'only' || expectation.track !== 'canary') return false;
  if (!isProvenWrongAs(arm, 'stable', run)) return false;
  return run.arms.some((other) => other !== arm && isProvenWrongAs(other, 'canary', run));
}

function isProvenWrongAs(arm: Watched, track: Track, { reuse }: WholeRun): boolean {
  // Until it is known which version it is, all responses are watched as stable ones.
  return (
    isWrongAs(arm, track, loneResponses) && (!reuse || isWrongAs(arm, track, () => arm.guards.firsts.stable))
  );
}

/** Whether the arm is wrong if the lone version is on this side, by some of its responses. */
function isWrongAs(
  { plan: { test }, tally }: Watched,
  track: Track,
  responsesOf: (tally: ArmTally) => number,
): boolean {
  const responses = responsesOf(tally);
  if (test.kind === 'only') return test.track !== track && responses >= LEAST_ALIKE;
  if (test.kind === 'versions') return false;
  return isAllOutside(test.split, track, { responses, unknown: namelessResponses(tally) + tally.failed });
}

/** Whether a share is outside if all responses come from this side. */
export function isAllOutside(
  split: SplitTest,
  track: Track,
  { responses, unknown }: { responses: number; unknown: number },
): boolean {
  const counts: Counts = { stable: 0, canary: 0, unknown };
  counts[track] = responses;
  return isOutside(split, counts);
}
