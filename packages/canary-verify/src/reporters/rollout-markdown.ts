import { confidenceFigure, secondsFigure, shareFigure, wholeFigure } from '../text/figures.js';
import { markdownTable, markdownText } from './markdown-text.js';
import type { RolloutCourse } from './rollout-course.js';
import { SIGNS } from './words/verdict-text.js';

/** A rollout for a pull request or a job's summary: how it stands, and each run with what followed. */
export function rolloutMarkdown({ plan, state, durationMs, runs }: RolloutCourse): string {
  const { reason } = state.context;
  const because = reason === null ? '' : `: ${markdownText(reason, 300)}`;
  const rows = runs.map(({ elapsedMs, where, verdict, followed }) => [
    `${secondsFigure(elapsedMs)}`,
    markdownText(where),
    `${SIGNS[verdict.verdict as keyof typeof SIGNS]} ${verdict.verdict}`,
    markdownText(followed, 300),
    verdict.share === null ? '–' : shareFigure(verdict.share),
    ...[verdict.requests, verdict.stable, verdict.canary, verdict.failed].map(wholeFigure),
    confidenceFigure(verdict.confidence),
  ]);
  const head = ['At', 'Where', 'Verdict', 'Then', 'Share', 'Requests', 'Stable', 'Canary', 'Failed', 'Sure'];
  const table = rows.length === 0 ? '' : `\n${markdownTable(head, rows, 6)}\n`;
  return `### ${markdownText(plan.name)}: ${state.name}${because}\n\nIn ${secondsFigure(durationMs)}.\n${table}`;
}
