import { type Colour, type Paint, painter } from '../text/paint.js';
import { printable } from '../text/printable.js';
import { wrapped } from '../text/wrapped.js';
import type { Diagnosis } from '../verdict/diagnosis.js';
import type { ArmVerdict, Outcome, Verdict } from '../verdict/verdict.js';
import { wholeAdvice } from './advice.js';
import { adviceBlocks, pageLine } from './advice-lines.js';
import { armsSentence } from './arm-list.js';
import { armPrefix, armSentence } from './arm-words.js';
import { exchangeIn, exchangeLines } from './exchange-lines.js';
import { firstPage } from './pages.js';
import { evidence } from './text-evidence.js';
import { summary } from './text-summary.js';
import { SIGNS } from './words/verdict-text.js';

/** More arms than this are listed first, and only those that do not match are shown in full. */
const MOST_IN_FULL = 2;

/** The verdict for people: the answer, then the evidence, then each diagnosis with what to do. 80 columns are enough. */
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

function ofArm(diagnosis: Diagnosis, verdict: Verdict): string {
  return printable(armPrefix(diagnosis, verdict));
}

/** The request and the response of the first leak. */
function exchange(diagnosis: Diagnosis, paint: Paint): string[] {
  const shown = exchangeIn(diagnosis);
  return shown === null ? [] : exchangeLines(shown, 76).map((line) => `    ${paint('dim', line)}`);
}

function advice(verdict: Verdict, paint: Paint): string[] {
  const blocks = adviceBlocks(
    wholeAdvice(verdict),
    { first: '  ', rest: '  ' },
    {
      paint,
      prefix: (diagnosis) => ofArm(diagnosis, verdict),
      shown: (diagnosis) => exchange(diagnosis, paint),
    },
  );
  const page = verdict.diagnosis.length === 0 ? firstPage(verdict, []) : null;
  if (page === null) return blocks;
  return [[...blocks, pageLine(page, '  ', paint)].join('\n')];
}
