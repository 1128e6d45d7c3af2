import { confidenceFigure, shareFigure, wholeFigure } from '../../text/figures.js';
import type { ArmVerdict } from '../../verdict/verdict.js';
import { secondHopText } from '../words/verdict-text.js';
import { cut, html, type Markup, NOTHING } from './escape.js';
import { sign } from './sign.js';
import { dataTable } from './tables.js';

/** More versions than this are summed up, so that a server with ever new names cannot fill the page. */
const MOST_ROWS = 24;

/** The figures of the second hop; empty if it is not checked. */
export function secondHopPart({ secondHop }: ArmVerdict, id: string, confidence: number): Markup {
  if (secondHop === null) return NOTHING;
  const { verdict, versions, responses, unidentified, interval } = secondHop;
  const rows = Object.entries(versions);
  const more = rows.length > MOST_ROWS ? ` and ${wholeFigure(rows.length - MOST_ROWS)} more versions` : '';
  const between =
    interval === null || verdict === 'unmeasured'
      ? ''
      : ` The true share of the canary is between ${interval.map(shareFigure).join(' and ')} (${confidenceFigure(confidence)} sure of each limit).`;
  return html`<h3>Second hop</h3>
<p>${sign(verdict)} ${secondHopText(secondHop, confidence)}.${between}</p>
${dataTable({
  id,
  caption: `Versions of the second service in ${wholeFigure(responses)} responses${more}`,
  head: ['Version', 'Responses'],
  rows: [
    ...rows.slice(0, MOST_ROWS),
    ...(unidentified === 0 ? [] : [['without a version', unidentified] as const]),
  ].map(([version, count]) => ({
    name: html`${cut(version)}`,
    cells: [{ text: html`${wholeFigure(count)}` }],
  })),
})}`;
}
