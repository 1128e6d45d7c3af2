import { type Colour, type Paint, painter } from '../text/paint.js';
import { printable } from '../text/printable.js';
import { wrapped } from '../text/wrapped.js';
import type { Diagnosis } from '../verdict/diagnosis.js';
import type { ArmVerdict, Outcome, Verdict } from '../verdict/verdict.js';
import { armsSentence } from './arm-list.js';
import { adviceOn, armPrefix, armSentence } from './arm-words.js';
import { exchangeIn, exchangeLines } from './exchange-lines.js';
import { firstPage } from './pages.js';
import { evidence } from './text-evidence.js';
import { summary } from './text-summary.js';
import { SIGNS } from './words/verdict-text.js';

/** More arms than this are listed first, and only those that do not match are shown in full. */
const MOST_IN_FULL = 2;

/** The verdict for people: the answer, then the evidence, then what to do. 80 columns are enough. */
export function textReport(verdict: Verdict, colours: boolean): string {
  const paint = painter(colours);
  const { arms } = verdict;
  const many = arms.length > MOST_IN_FULL;
  const inFull = many ? arms.filter(isExplained) : arms;
  const blocks = inFull.map((arm) =>
    [heading(arm, verdict, paint), '', ...evidence(arm, verdict, paint)].join('\n'),
  );
  if (many)
    blocks.unshift(`${answer(verdict.verdict, armsSentence(verdict), paint)}\n\n${summary(verdict, paint)}`);
  return `${[...blocks, ...advice(verdict, paint)].join('\n\n')}\n`;
}

/** The colour of a verdict. */
export const COLOURS: Record<Outcome, Colour> = {
  matches: 'green',
  differs: 'red',
  undecided: 'yellow',
  unmeasured: 'yellow',
};

/** True for arms that do not match although they were sent. */
function isExplained({ verdict, requests }: ArmVerdict): boolean {
  return verdict !== 'matches' && requests > 0;
}

function heading(arm: ArmVerdict, verdict: Verdict, paint: Paint): string {
  return answer(arm.verdict, armSentence(arm, verdict), paint);
}

function answer(outcome: Outcome, sentence: string, paint: Paint): string {
  const word = `${SIGNS[outcome]} ${outcome}`;
  const line = wrapped(`${word}: ${sentence}`, '', '  ');
  return paint(COLOURS[outcome], paint('bold', word)) + line.slice(word.length);
}

function ofArm(verdict: Verdict, index: number): string {
  return printable(armPrefix(verdict.diagnosis[index], verdict));
}

/** The request and the response of the first leak. */
function exchange(diagnosis: Diagnosis | undefined, paint: Paint): string[] {
  const shown = diagnosis === undefined ? null : exchangeIn(diagnosis);
  return shown === null ? [] : exchangeLines(shown, 76).map((line) => `    ${paint('dim', line)}`);
}

function advice(verdict: Verdict, paint: Paint): string[] {
  const texts = adviceOn(verdict);
  const says = texts.map(({ says }, index) =>
    [wrapped(ofArm(verdict, index) + says, '  '), ...exchange(verdict.diagnosis[index], paint)].join('\n'),
  );
  const next = texts.map(({ next }) => next).filter((line) => line !== null);
  const steps = [...new Set(next)].map(
    (line) => `  ${paint('bold', 'next')}  ${wrapped(line, '        ').trimStart()}`,
  );
  const page = firstPage(verdict, verdict.diagnosis);
  // A link is not broken, whatever its width: terminals find it whole.
  const more = page === null ? [] : [`  ${paint('bold', 'more')}  ${page}`];
  return [says.join('\n'), [...steps, ...more].join('\n')].filter((block) => block !== '');
}
