import type { FailureCause } from '../observation/observation.js';
import type { Health } from '../tally/health-figures.js';
import { confidenceFigure, counted, secondsFigure, shareFigure, wholeFigure } from '../text/figures.js';
import type { Diagnosis } from '../verdict/diagnosis.js';
import { statusCounts } from '../verdict/status-counts.js';
import type { ArmVerdict, Verdict } from '../verdict/verdict.js';
import { adviceOn, armPrefix, armSentence } from './arm-words.js';
import { exchangeIn, exchangeLines } from './exchange-lines.js';
import { comparedWords, errorsWords, latencyWords } from './health-words.js';
import { markdownReplicas } from './markdown-replicas.js';
import { markdownName, markdownTable, markdownText } from './markdown-text.js';
import { diagnosisPage, verdictPage } from './pages.js';
import { failureText } from './words/failure-text.js';
import { statusesText } from './words/status-text.js';
import { expectedText, SIGNS } from './words/verdict-text.js';

/** The verdict in GitHub Flavored Markdown 0.29, for a job's summary or a merge request: answer, evidence, what to do. */
export function markdownReport(verdict: Verdict): string {
  const blocks = [
    ...headings(verdict),
    requestsLine(verdict),
    shareTable(verdict),
    ...verdict.arms.flatMap((arm) => healthLine(arm, verdict)),
    ...markdownReplicas(verdict),
    adviceList(verdict),
    `[What ${verdict.verdict} means](${verdictPage(verdict.verdict)})`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function headings(verdict: Verdict): string[] {
  const [only, ...others] = verdict.arms;
  const heading = `## ${SIGNS[verdict.verdict]} ${verdict.verdict}`;
  if (only !== undefined && others.length === 0)
    return [`${heading}: ${markdownText(armSentence(only, verdict))}`];
  const lines = verdict.arms.map(
    (arm) =>
      `- ${markdownName(arm.name)} ${SIGNS[arm.verdict]} ${arm.verdict}: ${markdownText(armSentence(arm, verdict))}`,
  );
  return [heading, lines.join('\n')];
}

function requestsLine({ arms, target, durationMs }: Verdict): string {
  const sum = (figure: (arm: ArmVerdict) => number) => arms.reduce((total, arm) => total + figure(arm), 0);
  const [failed, unidentified] = [sum((arm) => arm.failed), sum((arm) => arm.unidentified)];
  const causes = [...new Set(arms.flatMap(({ failures }) => Object.keys(failures) as FailureCause[]))].map(
    (cause) =>
      `${wholeFigure(sum(({ failures }) => failures[cause] ?? 0))} × ${markdownText(failureText(cause))}`,
  );
  const failure = failed === 0 ? 'none failed' : `${wholeFigure(failed)} failed (${causes.join('; ')})`;
  const nameless =
    unidentified === 0 ? '' : `, ${wholeFigure(unidentified)} unidentified${statusWords(arms)}`;
  return `${counted(
    sum(({ requests }) => requests),
    'request',
  )} to ${markdownName(target)} in ${secondsFigure(durationMs)}, ${failure}${nameless}.`;
}

/** " (10 × HTTP 404 without a version)", over all kinds of request. */
function statusWords(arms: readonly ArmVerdict[]): string {
  const sums: Record<string, number> = {};
  for (const { statuses } of arms)
    for (const [status, count] of Object.entries(statuses)) sums[status] = (sums[status] ?? 0) + count;
  const words = statusesText(statusCounts(sums));
  return words === '' ? '' : ` (${words} without a version)`;
}

function shareTable({ arms, confidence }: Verdict): string {
  const several = arms.length > 1;
  const rows = arms.flatMap((arm) =>
    shareRows(arm).map((cells) => (several ? [markdownName(arm.name), ...cells] : cells)),
  );
  const interval = `interval, each end at ${confidenceFigure(confidence)}`;
  const head = ['version', 'expected', 'share', interval, 'requests'];
  return markdownTable(several ? ['arm', ...head] : head, rows, 3);
}

/** The canary's row, or one for each of several expected versions. */
function shareRows(arm: ArmVerdict): string[][] {
  if (arm.shares.length === 0) return [['canary', ...shareCells(arm, arm.canary, arm)]];
  return arm.shares.map((one) => [markdownName(one.version), ...shareCells(one, one.requests, arm)]);
}

function shareCells(
  { expected, share, interval }: Pick<ArmVerdict, 'expected' | 'share' | 'interval'>,
  own: number,
  { requests }: ArmVerdict,
): string[] {
  return [
    expectedText({ expected }),
    share === null ? '–' : shareFigure(share),
    interval === null ? '–' : interval.map(shareFigure).join(' to '),
    `${wholeFigure(own)} of ${wholeFigure(requests)}`,
  ];
}

function healthLine({ name, health }: ArmVerdict, { arms, confidence }: Verdict): string[] {
  if (health === null) return [];
  const of = arms.length > 1 ? `${markdownName(name)} ` : '';
  return [
    `${of}${[...latencySentence(health, confidence), `Errors: ${errorsWords(health, confidence)}.`].join(' ')}`,
  ];
}

function latencySentence({ latency, worseRatio }: Health, confidence: number): string[] {
  const { stable, canary } = latency;
  if (stable === null || canary === null) return [];
  return [
    `Latency (p50 / p99): stable ${latencyWords(stable)} ms, canary ${latencyWords(canary)} ms${comparedWords(latency.verdict, { worseRatio, confidence })}.`,
  ];
}

function adviceList(verdict: Verdict): string {
  return adviceOn(verdict)
    .map(({ says, next }, index) => {
      const diagnosis = verdict.diagnosis[index] as Diagnosis;
      const step = next === null ? '' : ` **Next:** ${markdownText(next)}`;
      const words = markdownText(armPrefix(diagnosis, verdict) + says);
      return `- ${words}${step} [More](${diagnosisPage(diagnosis)})${shownExchange(diagnosis)}`;
    })
    .join('\n');
}

/**
 * The exchange as an HTML block, in which nothing is structure: CommonMark 0.31, section 4.6, ends such a block at
 * its tag.
 */
function shownExchange(diagnosis: Diagnosis): string {
  const shown = exchangeIn(diagnosis);
  if (shown === null) return '';
  const lines = exchangeLines(shown, LONGEST_LINE).map((line) => `  ${markdownText(line)}`);
  return `\n  <pre>\n${lines.join('\n')}\n  </pre>`;
}

/** The maximum length of a line of an exchange. */
const LONGEST_LINE = 240;
