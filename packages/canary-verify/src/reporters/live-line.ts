import type { ArmProgress, Progress } from '../options/progress.js';
import { shareFigure, wholeFigure } from '../text/figures.js';
import { printable } from '../text/printable.js';
import { SIGNS } from './words/verdict-text.js';

/**
 * One line on how far the run has come, narrower than `columns`: the evidence for both decisions, the rate, the share and
 * the time left. Of several arms it is the one that has furthest to go. What has no room is left out, from the end.
 */
export function liveLine(progress: Progress, columns: number): string {
  const { requests, elapsedMs, failed, arms } = progress;
  const arm = furthestToGo(arms);
  const rate = (requests / Math.max(1, elapsedMs)) * 1000;
  const several = arms.length > 1 ? [`${printable(arm.name, 20)} (${openArms(arms)})`] : [];
  const failures = failed > 0 ? [`${wholeFigure(failed)} failed`] : [];
  const share = arm.share === null ? [] : [shareWords(arm.share, arm.interval)];
  const { matches, differs } = arm.evidence;
  return fitted(
    [
      ...several,
      `${SIGNS.matches} ${whole(matches)} ${SIGNS.differs} ${whole(differs)}`,
      ...share,
      `${wholeFigure(Math.round(rate))}/s`,
      `${secondsLeft(progress, arm, rate)} s left`,
      ...failures,
    ],
    columns,
  );
}

function furthestToGo(arms: readonly ArmProgress[]): ArmProgress {
  const open = arms.filter((arm) => arm.open);
  const nearest = ({ evidence }: ArmProgress) => Math.max(evidence.matches, evidence.differs);
  const [furthest] = (open.length > 0 ? open : [...arms]).sort((one, other) => nearest(one) - nearest(other));
  return furthest as ArmProgress;
}

function openArms(arms: readonly ArmProgress[]): string {
  return `${arms.filter(({ open }) => !open).length} of ${arms.length} done`;
}

function shareWords(share: number, interval: ArmProgress['interval']): string {
  return `canary ${shareFigure(share)}${interval === null ? '' : ` (${interval.map(shareFigure).join(' to ')})`}`;
}

function whole(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`.padStart(5);
}

/** Below so much evidence its growth is mostly chance: the plan knows better how long it takes. */
const LEAST_EVIDENCE = 0.2;

/** By the growth of the evidence so far, within the budget of requests and time; until the end of the time that the run is spread over. */
function secondsLeft(progress: Progress, arm: ArmProgress, rate: number): number {
  const { requests, elapsedMs, maxTimeMs, overMs } = progress;
  if (!arm.open) return 0;
  if (overMs !== null) return Math.ceil(Math.max(0, overMs - elapsedMs) / 1000);
  const evidence = Math.max(arm.evidence.matches, arm.evidence.differs);
  const expected = evidence < LEAST_EVIDENCE ? arm.expectedRequests : arm.requests / evidence;
  const left = Math.max(0, Math.min(arm.budget, expected) - arm.requests);
  const own = rate * (arm.requests / Math.max(1, requests));
  const inTime = Math.max(0, maxTimeMs - elapsedMs) / 1000;
  return Math.ceil(Math.min(inTime, own === 0 ? inTime : left / own));
}

/** The parts that have room, and the first in any case. */
/** The parts that have room in a line narrower than `columns`, from the first on. */
export function fitted(parts: readonly string[], columns: number): string {
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : `${line} · ${part}`;
    if (longer.length >= columns) break;
    line = longer;
  }
  return line === '' ? (parts[0] ?? '').slice(0, Math.max(0, columns - 1)) : line;
}
