import type { PlannedArm, PlannedRun } from '../../options/progress.js';
import { percent, wholeFigure } from '../../text/figures.js';
import { wrapped } from '../../text/wrapped.js';
import { takenText } from './taken-text.js';

/** From so many expected requests on a run may take longer than people expect. */
const LONG_RUN = 20_000;

/** The forecast of a run, line by line; empty if the run is short and its budget is enough. */
export function planText({ arms, taken }: PlannedRun): string {
  const source = taken === null ? '' : `${wrapped(takenText(taken), '')}\n`;
  const lines = arms.map((arm) => longRun(arm) + smallBudget(arm));
  // A line that holds for several arms is printed once.
  return source + [...new Set(lines)].join('') + manyArms(arms);
}

/** Each arm may be short where the run is not. */
function manyArms(arms: readonly PlannedArm[]): string {
  const sum = arms.reduce((total, { expectedRequests }) => total + expectedRequests, 0);
  if (arms.length < 2 || sum < LONG_RUN) return '';
  return `The ${arms.length} kinds of request take about ${wholeFigure(sum)} requests together.\n`;
}

function longRun({ expectedRequests, ninetyNinth }: PlannedArm): string {
  if (expectedRequests < LONG_RUN) return '';
  return (
    `This takes about ${wholeFigure(expectedRequests)} requests when the share is right ` +
    `(99 of 100 runs: at most ${wholeFigure(ninetyNinth)}).\nA wider --tolerance takes fewer.\n`
  );
}

function smallBudget({ expectedRequests, budget, tellsApart }: PlannedArm): string {
  if (budget >= expectedRequests) return '';
  const line = `At most ${wholeFigure(budget)} requests, about ${wholeFigure(expectedRequests)} are needed: a right share will hardly be decided`;
  if (tellsApart === null) return `${wrapped(`${line}.`, '')}\n`;
  const { below, above } = tellsApart;
  const sides = [
    ...(below === null ? [] : [`below ${percent(rounded(below))}`]),
    ...(above === null ? [] : [`above ${percent(rounded(above))}`]),
  ];
  const found = sides.length === 0 ? 'no wrong one either' : `one ${sides.join(' or ')} is found wrong`;
  return `${wrapped(`${line}, but ${found}.`, '')}\n`;
}

function rounded(share: number): number {
  return Number(share.toPrecision(2));
}
