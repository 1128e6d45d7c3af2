import type { FailureCause } from '../observation/observation.js';
import { confidenceFigure, counted, secondsFigure, shareFigure, wholeFigure } from '../text/figures.js';
import type { Diagnosis } from '../verdict/diagnosis.js';
import { statusCounts } from '../verdict/status-counts.js';
import type { ArmVerdict, Verdict } from '../verdict/verdict.js';
import { type Advice, wholeAdvice } from './advice.js';
import { armsSentence } from './arm-list.js';
import { armPrefix, armSentence } from './arm-words.js';
import { exchangeIn, exchangeLines } from './exchange-lines.js';
import { errorsWords, latencySentence } from './health-words.js';
import { markdownAddresses } from './markdown-addresses.js';
import { markdownReplicas } from './markdown-replicas.js';
import { markdownName, markdownTable, markdownText } from './markdown-text.js';
import { hasOneShare } from './one-share.js';
import { diagnosisPage, verdictPage } from './pages.js';
import { namelessOf, unknownVersionWords } from './unknown-version.js';
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
    ...markdownAddresses(verdict),
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
  return [`${heading}: ${markdownText(armsSentence(verdict))}`, lines.join('\n')];
}

function requestsLine({ arms, target, durationMs }: Verdict): string {
  const sum = (figure: (arm: ArmVerdict) => number) => arms.reduce((total, arm) => total + figure(arm), 0);
  const [failed, unidentified] = [sum((arm) => arm.failed), sum((arm) => arm.unidentified)];
  const causes = [...new Set(arms.flatMap(({ failures }) => Object.keys(failures) as FailureCause[]))].map(
    (cause) =>
      `${wholeFigure(sum(({ failures }) => failures[cause] ?? 0))} × ${markdownText(failureText(cause))}`,
  );
  const failure = failed === 0 ? 'none failed' : `${wholeFigure(failed)} failed (${causes.join('; ')})`;
  const statuses = summedStatuses(arms);
  const unknown = unknownVersionWords({ unidentified, statuses });
  const nameless = unknown === null ? '' : `, ${unknown}${statusWords(statuses, unidentified)}`;
  return `${counted(
    sum(({ requests }) => requests),
    'request',
  )} to ${markdownName(target)} in ${secondsFigure(durationMs)}, ${failure}${nameless}.`;
}

/** Responses that name no version by status, over all kinds of request. */
function summedStatuses(arms: readonly ArmVerdict[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { statuses } of arms)
    for (const [status, count] of Object.entries(statuses)) sums[status] = (sums[status] ?? 0) + count;
  return sums;
}

/** " (10 × HTTP 404)", with "without a version" where others name one. */
function statusWords(statuses: Record<string, number>, unidentified: number): string {
  const words = statusesText(statusCounts(statuses));
  return words === ''
    ? ''
    : ` (${words}${namelessOf(statuses) === unidentified ? '' : ' without a version'})`;
}

function shareTable(verdict: Verdict): string {
  const { arms, confidence } = verdict;
  const several = arms.length > 1;
  const rows = arms.flatMap((arm) =>
    shareRows(arm, verdict).map((cells) => (several ? [markdownName(arm.name), ...cells] : cells)),
  );
  const interval = `true share between (${confidenceFigure(confidence)} sure of each limit)`;
  const head = ['version', 'expected', 'share', interval, 'requests'];
  return markdownTable(several ? ['kind of request', ...head] : head, rows, 3);
}

/** The canary's row, or one for each of several expected versions. */
function shareRows(arm: ArmVerdict, verdict: Verdict): string[][] {
  const possible = (interval: ArmVerdict['interval']) => (hasOneShare(arm, verdict) ? interval : null);
  const cells = (one: Shares, own: number) =>
    shareCells({ ...one, interval: possible(one.interval) }, own, arm);
  if (arm.shares.length === 0) return [['canary', ...cells(arm, arm.canary)]];
  return arm.shares.map((one) => [markdownName(one.version), ...cells(one, one.requests)]);
}

type Shares = Pick<ArmVerdict, 'expected' | 'share' | 'interval'>;

function shareCells({ expected, share, interval }: Shares, own: number, { requests }: ArmVerdict): string[] {
  return [
    expectedText({ expected }),
    share === null ? '–' : shareFigure(share),
    interval === null ? '–' : interval.map(shareFigure).join(' and '),
    `${wholeFigure(own)} of ${wholeFigure(requests)}`,
  ];
}

function healthLine({ name, health, shares }: ArmVerdict, { arms, confidence }: Verdict): string[] {
  if (health === null) return [];
  const of = arms.length > 1 ? `${markdownName(name)} ` : '';
  const latency = latencySentence({ health, shares }, confidence);
  const sentences = [
    ...(latency === null ? [] : [`Latency: ${latency}.`]),
    `Errors: ${errorsWords({ health, shares }, confidence)}.`,
  ];
  return [`${of}${markdownText(sentences.join(' '))}`];
}

function adviceList(verdict: Verdict): string {
  return wholeAdvice(verdict)
    .map(
      ({ said, next }) =>
        `- ${[...said.map((one) => saidLines(one, verdict)), ...nextLines(next)].join('\n\n  ')}`,
    )
    .join('\n');
}

function saidLines({ diagnosis, says }: Advice['said'][number], verdict: Verdict): string {
  const words = markdownText(armPrefix(diagnosis, verdict) + says);
  return `${words} [More](${diagnosisPage(diagnosis)})${shownExchange(diagnosis)}`;
}

function nextLines(next: string | null): string[] {
  return next === null ? [] : [`**Next:** ${markdownText(next)}`];
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
