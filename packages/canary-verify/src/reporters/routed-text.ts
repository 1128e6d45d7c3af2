import type { Routed } from '../routed/gap.js';
import { TRACKS } from '../terms/track.js';
import { counted, secondsFigure } from '../text/figures.js';
import { painter } from '../text/paint.js';
import { wrapped } from '../text/wrapped.js';
import { gapText } from './words/gap-text.js';
import { SIGNS } from './words/verdict-text.js';

/** More gaps than this are counted instead of listed. */
const MOST_GAPS = 8;

/** How a wait has ended, for people: the answer, then each gap with what to do about it. */
export function routedText(
  { routed, gaps, answering, waitedMs, requests }: Routed,
  colours: boolean,
): string {
  const paint = painter(colours);
  if (routed) {
    const cost = paint('dim', `(${secondsFigure(waitedMs)}, ${counted(requests, 'request')})`);
    return `${paint('green', `${SIGNS.matches} routed`)}: ${answeringWords(answering)} answer, and no others ${cost}\n`;
  }
  const heading = `${paint('yellow', `${SIGNS.undecided} not routed`)} after ${secondsFigure(waitedMs)}`;
  const shown = gaps.slice(0, MOST_GAPS).map((gap) => {
    const { says, next } = gapText(gap);
    const advice =
      next === null ? [] : [`  ${paint('dim', 'next')}  ${wrapped(next, ' '.repeat(8)).trimStart()}`];
    return [wrapped(says, '  '), ...advice].join('\n');
  });
  const more = gaps.length - shown.length;
  return `${[heading, ...shown, ...(more > 0 ? [`  … and ${more} more.`] : [])].join('\n\n')}\n`;
}

/** What is missing at the moment, in one line. */
export function waitingLine({ gaps, waitedMs }: Routed, columns: number): string {
  const [first] = gaps;
  const what = first === undefined ? '' : gapText(first).says;
  const more = gaps.length > 1 ? ` (and ${gaps.length - 1} more)` : '';
  return `waiting ${secondsFigure(waitedMs)}  ${what}${more}`.slice(0, columns - 1);
}

/** "9 stable and 4 canary replicas"; without tracks "13 replicas". */
function answeringWords(answering: Routed['answering']): string {
  const tracks = Object.values(answering);
  if (tracks.includes(null)) return counted(tracks.length, 'replica');
  const each = TRACKS.map((track) => [track, tracks.filter((one) => one === track).length] as const);
  const named = each.filter(([, count]) => count > 0).map(([track, count]) => `${count} ${track}`);
  return `${named.join(' and ')} ${tracks.length === 1 ? 'replica' : 'replicas'}`;
}
