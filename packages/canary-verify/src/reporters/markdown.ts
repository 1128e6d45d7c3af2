import { failureText } from '../diagnosis-text.js';
import { expectationText, type Track } from '../expectation.js';
import type { Health, Percentiles } from '../health.js';
import type { FailureCause } from '../observation.js';
import type { OddsAnswer } from '../statistics/odds-test.js';
import type { ArmVerdict, Outcome, Verdict } from '../verdict.js';
import { adviceOn, armSentence } from './arm-words.js';
import { counted, millisecondsFigure, secondsFigure, shareFigure, wholeFigure } from './figures.js';
import { markdownReplicas } from './markdown-replicas.js';
import { markdownName, markdownTable, markdownText } from './markdown-text.js';

const SIGNS: Record<Outcome, string> = { matches: '✔', differs: '✘', undecided: '?', unmeasured: '!' };

/** The verdict in GitHub Flavored Markdown 0.29, for a job's summary or a merge request: answer, evidence, what to do. */
export function markdownReport(verdict: Verdict): string {
  const blocks = [
    ...headings(verdict),
    requestsLine(verdict),
    shareTable(verdict),
    ...verdict.arms.flatMap((arm) => healthLine(arm, verdict)),
    ...markdownReplicas(verdict),
    adviceList(verdict),
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
  const nameless = unidentified === 0 ? '' : `, ${wholeFigure(unidentified)} unidentified`;
  return `${counted(
    sum(({ requests }) => requests),
    'request',
  )} to ${markdownName(target)} in ${secondsFigure(durationMs)}, ${failure}${nameless}.`;
}

function shareTable({ arms, confidence }: Verdict): string {
  const several = arms.length > 1;
  const rows = arms.flatMap((arm) =>
    shareRows(arm).map((cells) => (several ? [markdownName(arm.name), ...cells] : cells)),
  );
  const interval = `interval, each end at ${Number((confidence * 100).toPrecision(6))} %`;
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
    expectedFigure(expected),
    share === null ? '–' : shareFigure(share),
    interval === null ? '–' : interval.map(shareFigure).join(' to '),
    `${wholeFigure(own)} of ${wholeFigure(requests)}`,
  ];
}

function expectedFigure({ share, tolerance }: ArmVerdict['expected']): string {
  if (share !== 0 && share !== 1) return expectationText({ kind: 'share', share, tolerance });
  const track: Track = share === 1 ? 'canary' : 'stable';
  return expectationText({ kind: 'only', track, leak: tolerance });
}

function healthLine({ name, health }: ArmVerdict, { arms }: Verdict): string[] {
  if (health === null) return [];
  const of = arms.length > 1 ? `${markdownName(name)} ` : '';
  return [`${of}${[...latencyWords(health), ...errorWords(health)].join(' ')}`];
}

function latencyWords({ latency: { stable, canary, verdict } }: Health): string[] {
  if (stable === null || canary === null) return [];
  const figure = ({ p50, p99 }: Percentiles) => `${millisecondsFigure(p50)} / ${millisecondsFigure(p99)}`;
  return [
    `Latency (p50 / p99): stable ${figure(stable)} ms, canary ${figure(canary)} ms${compared(verdict)}.`,
  ];
}

function errorWords({ errors: { stable, canary, verdict } }: Health): string[] {
  const figure = ({ failed, requests }: typeof stable) =>
    `${wholeFigure(failed)} of ${wholeFigure(requests)}`;
  return [`Errors: stable ${figure(stable)}, canary ${figure(canary)}${compared(verdict)}.`];
}

function compared(verdict: OddsAnswer): string {
  return verdict === 'undecided' ? '' : `: ${verdict}`;
}

function adviceList(verdict: Verdict): string {
  return adviceOn(verdict)
    .map(
      ({ says, next }) => `- ${markdownText(says)}${next === null ? '' : ` **Next:** ${markdownText(next)}`}`,
    )
    .join('\n');
}
