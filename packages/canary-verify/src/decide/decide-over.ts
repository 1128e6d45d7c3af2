import type { ClassifiedObservation } from '../classify/classify-observation.js';
import type { ArmPlan } from '../plan/plan.js';
import { findTimeDependence } from '../statistics/time-dependence.js';
import { namedIndex, type Tally, trackOf } from '../tally/tally.js';
import { blocksFor, countInTime, noTimeBlocks, type TimeBlocks } from '../tally/time-blocks.js';
import type { ArmState } from './decide.js';

/** What a run that is spread over a time shows of an arm that expects shares. */
export interface TimeFindings {
  blocks: TimeBlocks;
  /** Responses within so many milliseconds are shown to be alike; null if they are not. */
  alikeWithinMs: number | null;
  /** Null, or why the run was too short to say that a version gets nothing. */
  tooShort: TooShort | null;
}

/** Seconds in which requests were sent, and how many would have shown the version even if each second had one draw. */
export interface TooShort {
  seconds: number;
  needed: number;
}

/** Null where one version alone is expected: a single response of the other one is a proof at any time. */
export function newTimeFindings({ test }: ArmPlan, overMs: number | null): TimeFindings | null {
  if (overMs === null || test.kind === 'only') return null;
  const shares = test.kind === 'versions' ? test.splits.length : 1;
  return { blocks: noTimeBlocks(overMs, shares), alikeWithinMs: null, tooShort: null };
}

/** Takes a response in, in the order of dispatch. */
export function watchTime(
  { blocks }: TimeFindings,
  { plan, tally }: ArmState,
  run: Tally,
  classified: ClassifiedObservation,
): void {
  if (classified.kind === 'failed') return;
  const track = trackOf(run, tally, classified.origin);
  if (track === null) return;
  const hit =
    plan.test.kind === 'versions' ? namedIndex(tally, classified.origin) : track === 'canary' ? 0 : -1;
  countInTime(blocks, classified.observation.sentAt, hit);
}

/** Looks for responses that are alike because they are close in time. Without them a decision may be drawn. */
export function findInTime(findings: TimeFindings, { differsErrorRate }: ArmPlan): void {
  const { blocks } = findings;
  for (const index of blocks.hits.keys()) {
    const own = blocksFor(blocks, index);
    const found = findTimeDependence(own, differsErrorRate / blocks.hits.length);
    if (found === null) continue;
    const withinMs = (blocks.blockMs * own.length) / found;
    findings.alikeWithinMs = Math.max(findings.alikeWithinMs ?? 0, withinMs);
  }
}

/**
 * Takes `differs` back if it rests on a version that never answered, and the run was so short that a router which decides anew
 * each second would never have chosen it by chance.
 */
export function doubtShortRun(findings: TimeFindings, { decision, plan, tally }: ArmState): void {
  if (decision.outcome !== 'differs') return;
  const { seconds } = findings.blocks;
  const needed = Math.max(0, ...missingShares(plan, tally).map((share) => secondsFor(share, plan)));
  if (seconds >= needed) return;
  findings.tooShort = { seconds, needed };
  decision.outcome = 'open';
}

/** The expected shares of versions that never answered. */
function missingShares(
  { arm: { expectation } }: ArmPlan,
  { canary, stable, named }: ArmState['tally'],
): number[] {
  if (expectation.kind === 'only') return [];
  if (expectation.kind === 'versions')
    return expectation.versions.flatMap(({ share }, index) => ((named[index] ?? 0) === 0 ? [share] : []));
  const { share } = expectation;
  return [...(canary === 0 ? [share] : []), ...(stable === 0 ? [1 - share] : [])];
}

function secondsFor(share: number, { differsErrorRate }: ArmPlan): number {
  return Math.ceil(Math.log(differsErrorRate) / Math.log1p(-share));
}
