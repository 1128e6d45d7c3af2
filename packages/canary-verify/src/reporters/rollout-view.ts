import type { Progress } from '../options/progress.js';
import type { JournalRecord, NotedVerdict } from '../rollout/journal.js';
import { errorRateLeft } from '../rollout/judge.js';
import { isEnded, type RolloutState } from '../rollout/machine.js';
import type { PlanStep } from '../rollout/plan-steps.js';
import { type Replayed, replay } from '../rollout/replay.js';
import { shareInterval } from '../statistics/share-interval.js';
import { TRACKS } from '../terms/track.js';
import { counted, percent, percentagePoints, shareFigure, wholeFigure } from '../text/figures.js';
import { printable } from '../text/printable.js';
import { liveLine } from './live-line.js';
import { isGoingBack, stepName, stepWords } from './rollout-text.js';

/** What stands at the bottom of a terminal while a rollout goes on. */
export interface RolloutMoment {
  records: readonly JournalRecord[];
  /** Milliseconds since 1970. */
  now: number;
  /** How far the run of `verify` has come; null if none is under way, or another process has it. */
  progress: Progress | null;
}

/** A line for each thing that matters now, each narrower than `columns`; none before the rollout has started. Pure. */
export function rolloutView({ records, now, progress }: RolloutMoment, columns: number): string[] {
  const known = replay(records);
  if (known === null) return [];
  const rows: [string, string][] = [
    ['steps', stepsWords(known)],
    ['asked', askedWords(known)],
    ['read', readWords(records)],
    ['measured', measuredWords(records)],
    ...healthRows(records, known.plan.errorRate),
    ['budget', budgetWords(known)],
  ];
  const lines = [
    `${known.plan.name}: ${stepWords(known.plan, known.state)}, ${known.state.name} for ${secondsSince(known, now)} s`,
    ...rows.map(([name, words]) => `  ${name.padEnd(9)} ${words}`),
    ...(progress === null ? [] : [`  now       ${liveLine(progress, Math.max(1, columns - 12))}`]),
  ];
  return lines.map((line) => printable(line, Math.max(1, columns - 1)));
}

function secondsSince({ since }: Replayed, now: number): number {
  return Math.max(0, Math.round((now - since) / 1_000));
}

/** "✔ 5 %  ▸ 25 %  100 %": what is done, what is at work, and what comes. */
function stepsWords({ plan, state }: Replayed): string {
  return plan.steps.map((step, index) => `${stepSign(state, index)}${stepName(step)}`).join('  ');
}

function stepSign(state: RolloutState, index: number): string {
  const { step, at } = state.context;
  if (isGoingBack(state) || state.name === 'rolled-back') return '';
  const isDone = index < step || state.name === 'succeeded' || (at === 'next' && index === step);
  return isDone ? '✔ ' : index === step ? '▸ ' : '';
}

function askedWords({ plan, state }: Replayed): string {
  const step = plan.steps[state.context.step] as PlanStep;
  if (isGoingBack(state) || state.name === 'rolled-back') return '0 %';
  if (step.header !== null) return `${stepName(step)} reaches the canary, all others do not`;
  return step.tolerance > 0
    ? `${percent(step.share)} ± ${percentagePoints(step.tolerance)}`
    : percent(step.share);
}

/** What was read in the places when it was set; each look reads them again, and holds the rollout where it is another. */
function readWords(records: readonly JournalRecord[]): string {
  const set = records.findLast((record) => record.type === 'set');
  const isBeingSet = records.findLast(({ type }) => type === 'setting' || type === 'set')?.type === 'setting';
  if (set === undefined || isBeingSet) return 'is being set';
  const [first, ...others] = set.places;
  const more = others.length === 0 ? '' : ` and ${counted(others.length, 'place')} more`;
  return `${first?.now} at ${printable(first?.place ?? '', 40)}${more}`;
}

/** The latest run since the share was set: those before it were about another share. */
function measuredWords(records: readonly JournalRecord[]): string {
  const since = records.findLastIndex(({ type }) => type === 'setting' || type === 'set');
  const latest = verdictsIn(records.slice(since + 1)).at(-1);
  if (latest === undefined) return 'not yet';
  const { verdict, share, interval, requests } = latest;
  if (share === null) return `${verdict}, no share in ${wholeFigure(requests)} requests`;
  const between = interval === null ? '' : ` (${interval.map(shareFigure).join(' to ')})`;
  return `${verdict}, ${shareFigure(share)}${between} in ${wholeFigure(requests)} requests`;
}

/** All runs so far: "canary 3 of 152 failed (0.4 % to 6.1 %)". Each end of an interval holds at any number of requests. */
function healthRows(records: readonly JournalRecord[], errorRate: number): [string, string][] {
  const counts = verdictsIn(records).flatMap(({ health }) => health ?? []);
  if (counts.length === 0) return [['health', 'not known before both versions have answered']];
  return TRACKS.toReversed().map((track, index) => {
    const failed = counts.reduce((sum, one) => sum + one[track].failed, 0);
    const requests = counts.reduce((sum, one) => sum + one[track].requests, 0);
    const of = { canary: failed, stable: requests - failed, unknown: 0 };
    const between = shareInterval(ERRORS, of, errorRate).map(shareFigure).join(' to ');
    const words = `${track} ${wholeFigure(failed)} of ${wholeFigure(requests)} failed (${between})`;
    return [index === 0 ? 'health' : '', words];
  });
}

/** Where the interval of an error rate is narrowest; it holds for any. */
const ERRORS = { share: 0.01, tolerance: 0.0099 };

function budgetWords({ plan, verdicts }: Replayed): string {
  const figure = (rate: number) => percent(Number(rate.toPrecision(2)));
  return `${figure(errorRateLeft(verdicts, plan.errorRate))} of the error rate of ${figure(plan.errorRate)} left, after ${counted(verdicts, 'run')}`;
}

function verdictsIn(records: readonly JournalRecord[]): NotedVerdict[] {
  return records.filter((record) => record.type === 'verdict');
}

/** Whether a view would say what is over. */
export function hasView(records: readonly JournalRecord[]): boolean {
  const known = replay(records);
  return known !== null && !isEnded(known.state);
}
