import type { Paint } from '../text/paint.js';
import { wrapped } from '../text/wrapped.js';
import type { Diagnosis } from '../verdict/diagnosis.js';
import type { Advice } from './advice.js';
import { diagnosisPage } from './pages.js';

/** What stands before a diagnosis, and before what belongs to it. */
export interface Margins {
  first: string;
  rest: string;
}

/** The lines that a diagnosis adds to its words. */
export type Shown = (diagnosis: Diagnosis) => string[];

/** Each diagnosis with what to do and its page directly under it, a block for each. A page is named once. */
export function adviceBlocks(
  advice: readonly Advice[],
  { first, rest }: Margins,
  { paint, prefix, shown }: { paint: Paint; prefix: (diagnosis: Diagnosis) => string; shown: Shown },
): string[] {
  const named = new Set<string>();
  return advice.map(({ said, next }) => {
    const words = said.flatMap(({ diagnosis, says }) => [
      wrapped(prefix(diagnosis) + says, first, rest),
      ...shown(diagnosis),
    ]);
    const step = next === null ? [] : [stepLine(next, rest, paint)];
    const pages = [...new Set(said.map(({ diagnosis }) => diagnosisPage(diagnosis)))].filter(
      (page) => !named.has(page),
    );
    for (const page of pages) named.add(page);
    return [...words, ...step, ...pages.map((page) => pageLine(page, rest, paint))].join('\n');
  });
}

function stepLine(next: string, margin: string, paint: Paint): string {
  const lines = wrapped(unbroken(next), `${margin}      `).replaceAll(NO_BREAK, ' ');
  return `${margin}${paint('bold', 'next')}  ${lines.trimStart()}`;
}

const NO_BREAK = '\u00a0';

/** Longer commands have no room on a line of their own. */
const LONGEST_COMMAND = 70;

/** A command stays on one line, so that it can be pasted. */
function unbroken(text: string): string {
  return text.replace(COMMAND, (command) =>
    command.length > LONGEST_COMMAND ? command : command.replaceAll(' ', NO_BREAK),
  );
}

/** From the name of a program to the end of the sentence. */
const COMMAND = /(?<=: )(?:curl|canary-verify|consul|echo) .*?(?=\.? [A-Z][a-z]|, then |\.?$)/g;

/** A link is not broken, whatever its width: terminals find it whole. */
export function pageLine(page: string, margin: string, paint: Paint): string {
  return `${margin}${paint('bold', 'more')}  ${page}`;
}
