import { counted, shareFigure, wholeFigure } from '../text/figures.js';
import { painter } from '../text/paint.js';
import { printable } from '../text/printable.js';
import type { Outcome, Verdict } from '../verdict/verdict.js';
import { isAlert, wholeAdvice } from './advice.js';
import { COLOURS } from './text.js';
import { SIGNS } from './words/verdict-text.js';

const OUTCOMES = Object.keys(SIGNS) as Outcome[];
const WIDEST = Math.max(...OUTCOMES.map((outcome) => outcome.length));

/** One decision of many in one line, fit for a log: when, the verdict, the share, the requests, and what is wrong. */
export function watchLine(verdict: Verdict, at: Date, colours: boolean): string {
  const { verdict: outcome, requests, interrupted } = verdict;
  const sign = painter(colours)(COLOURS[outcome], `${SIGNS[outcome]} ${outcome.padEnd(WIDEST)}`);
  const said = wholeAdvice(verdict).flatMap((one) => one.said);
  const cause = outcome === 'matches' ? said.find(({ diagnosis }) => isAlert(diagnosis)) : said[0];
  const parts = [
    sign,
    ...verdict.arms.map(shareWords),
    counted(requests, 'request'),
    interrupted ? '(interrupted)' : '',
    cause?.says ?? '',
  ];
  // To the second: 2026-11-25T04:01:39Z.
  return `${at.toISOString().slice(0, 19)}Z ${parts.filter((part) => part !== '').join('  ')}\n`;
}

function shareWords({ share, interval, shares }: Verdict['arms'][number]): string {
  if (share === null || interval === null) return '';
  if (shares.length > 0)
    return shares.map((one) => `${printable(one.version, 24)} ${shareFigure(one.share ?? 0)}`).join(', ');
  return `${shareFigure(share).padStart(8)} (${interval.map(shareFigure).join(' to ')})`.padEnd(29);
}

/** How many decisions there were of each kind. */
export function decisionsText(decisions: readonly Outcome[]): string {
  const kinds = OUTCOMES.map((outcome) => ({
    outcome,
    count: decisions.filter((one) => one === outcome).length,
  })).filter(({ count }) => count > 0);
  const words = kinds.map(({ outcome, count }) => `${wholeFigure(count)} ${SIGNS[outcome]} ${outcome}`);
  return `${[counted(decisions.length, 'decision'), ...words].join('  ')}\n`;
}
