import { printable } from '../text/printable.js';
import type { ArmVerdict, Outcome, Verdict } from '../verdict/verdict.js';
import { armLines } from './arm-words.js';
import { wellFormed } from './well-formed.js';

const COMMANDS: Record<Outcome, string> = {
  matches: 'notice',
  differs: 'error',
  undecided: 'warning',
  unmeasured: 'warning',
};

/** The report for a job of GitHub Actions: the text for its log, then the annotations. */
export function githubReport(verdict: Verdict, text: string): string {
  return githubLog(text) + githubAnnotations(verdict);
}

/**
 * Workflow commands for GitHub Actions (runner 2.x, version 2 of the command syntax): one annotation for each arm. GitHub
 * shows ten of each kind for a step. The step's summary is the Markdown report.
 */
export function githubAnnotations(verdict: Verdict): string {
  return verdict.arms.map((arm) => annotation(arm, verdict)).join('');
}

function annotation(arm: ArmVerdict, verdict: Verdict): string {
  const of = verdict.arms.length > 1 ? ` (${printable(arm.name)})` : '';
  const title = commandProperty(`canary-verify: ${arm.verdict}${of}`);
  const lines = armLines(arm, verdict).map((line) => printable(line, Number.POSITIVE_INFINITY));
  return `::${COMMANDS[arm.verdict]} title=${title}::${commandData(lines.join('\n'))}\n`;
}

function commandData(text: string): string {
  return wellFormed(text).replace(/[%\r\n]/g, reference);
}

function commandProperty(text: string): string {
  return wellFormed(text).replace(/[%\r\n:,]/g, reference);
}

function reference(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/**
 * A report for the job's log in which the runner finds no commands: it takes `::name::` at the start of a line for one,
 * spaces before it or not, and `##[name]` anywhere. A zero-width space comes between.
 */
export function githubLog(report: string): string {
  return report.replace(/^(\s*:)(?=:)/gm, '$1\u200b').replace(/##(?=\[)/g, '##\u200b');
}
