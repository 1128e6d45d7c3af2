import type { Progress } from '../progress.js';
import { shareFigure, wholeFigure } from './figures.js';

/** One line on how far the run has come, at most `columns` wide. */
export function liveLine(progress: Progress, columns: number): string {
  const { requests, expectedRequests, elapsedMs, share, interval, failed } = progress;
  const parts = [
    `${wholeFigure(requests)} of about ${wholeFigure(Math.max(requests, expectedRequests))} requests`,
    `${wholeFigure(Math.round((requests / Math.max(1, elapsedMs)) * 1000))}/s`,
  ];
  if (share !== null && interval !== null)
    parts.push(`canary ${shareFigure(share)} (${interval.map(shareFigure).join(' to ')})`);
  if (failed > 0) parts.push(`${wholeFigure(failed)} failed`);
  const line = parts.join(' · ');
  return line.length >= columns ? `${line.slice(0, Math.max(0, columns - 2))}…` : line;
}
