import type { Diagnosis } from '../verdict/diagnosis.js';
import type { ArmVerdict, Verdict } from '../verdict/verdict.js';
import { adviceOn, wholeAdvice } from './advice.js';
import { exchangeIn, exchangeLines } from './exchange-lines.js';
import { firstPage } from './pages.js';
import { verdictText } from './words/verdict-text.js';

/** The answer for one arm, and whether it is one of a run that was ended early. */
export function armSentence(arm: ArmVerdict, { confidence, interrupted }: Verdict): string {
  return `${verdictText(arm, confidence)}${interrupted ? ' (interrupted)' : ''}`;
}

/** The kind of request that a diagnosis is about, if there are several: "X-Canary: ALWAYS: ". */
export function armPrefix(diagnosis: Diagnosis, { arms }: Verdict): string {
  return 'arm' in diagnosis && arms.length > 1 ? `${diagnosis.arm}: ` : '';
}

/** The exchange that a diagnosis shows, a little further in. */
function shownExchange(diagnosis: Diagnosis): string[] {
  const shown = exchangeIn(diagnosis);
  return shown === null ? [] : exchangeLines(shown, LONGEST_LINE).map((line) => `  ${line}`);
}

/** The maximum length of a line of an exchange. No terminal is too narrow here. */
const LONGEST_LINE = 240;

/** One arm in lines: the answer, what is known of the cause, and the page on it. What concerns no arm goes with the one that decided. */
export function armLines(arm: ArmVerdict, verdict: Verdict): string[] {
  const deciding = verdict.arms.find((one) => one.verdict === verdict.verdict);
  const own = verdict.diagnosis.filter((one) => {
    const named = 'arm' in one ? verdict.arms.find(({ name }) => name === one.arm) : undefined;
    return (named ?? deciding) === arm;
  });
  const unexplained = verdict.diagnosis.length === 0 && arm === deciding;
  const advice = (unexplained ? wholeAdvice(verdict) : adviceOn(verdict, own)).flatMap(({ said, next }) => [
    ...said.flatMap(({ diagnosis, says }) => [says, ...shownExchange(diagnosis)]),
    next === null ? null : `Next: ${next}`,
  ]);
  const page = firstPage(arm, own);
  const lines = [armSentence(arm, verdict), ...advice, page === null ? null : `More: ${page}`];
  return lines.filter((line) => line !== null);
}

/** Names that identify: the second of two equal ones becomes "name (2)". */
export function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name} (${number})`;
    taken.add(free);
    return free;
  });
}
