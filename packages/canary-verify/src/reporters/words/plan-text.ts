import type { PlannedArm, PlannedRun } from '../../options/progress.js';
import type { TellsApart } from '../../statistics/requests-needed.js';
import { percent, wholeFigure } from '../../text/figures.js';
import { wrapped } from '../../text/wrapped.js';
import { takenText } from './taken-text.js';

/** From so many expected requests on a run may take longer than people expect. */
const LONG_RUN = 20_000;

/** The forecast of a run, line by line; empty if the run is short and its budget is enough. */
export function planText({ arms, taken }: PlannedRun): string {
  const source = taken === null ? '' : `${wrapped(takenText(taken), '')}\n`;
  const ofEach = arms.length > 1 ? ' of each kind' : '';
  const lines = arms.map((arm) => longRun(arm) + smallBudget(arm, ofEach));
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

function smallBudget({ expectedRequests, budget, tellsApart }: PlannedArm, ofEach: string): string {
  if (budget >= expectedRequests) return '';
  const sentences = [
    `Warning: ${wholeFigure(budget)} requests (-n)${ofEach} are too few; about ${wholeFigure(expectedRequests)} are needed.`,
    'Expect `undecided` even when the share is right.',
    ...(tellsApart === null ? [] : [foundSentence(tellsApart, budget)]),
  ];
  return `${wrapped(sentences.join(' '), '')}\n`;
}

/** The shares that are far enough from the expected one. */
function foundSentence({ below, above }: TellsApart, budget: number): string {
  const none = below !== null && isLessThanOne(below, budget);
  const all = above !== null && isLessThanOne(1 - above, budget);
  const under = below === null || none ? [] : [`below ${percent(rounded(below))}`];
  const over = above === null || all ? [] : [`above ${percent(rounded(above))}`];
  const shares = [
    ...(none ? ['no canary at all'] : []),
    ...(under.length + over.length > 0 ? [`one ${[...under, ...over].join(' or ')}`] : []),
    ...(all ? ['the canary alone'] : []),
  ];
  if (shares.length === 0) return 'A wrong share is not found either.';
  return `Most runs still find a wrong share: ${shares.join(', or ')}.`;
}

/** So rare a version is not seen at all among the requests of a run. */
function isLessThanOne(share: number, requests: number): boolean {
  return share * requests < 1;
}

/** To two digits of the smaller side, so that 99.6 % does not become 100 %. */
function rounded(share: number): number {
  return share > 0.5 ? 1 - rounded(1 - share) : Number(share.toPrecision(2));
}
