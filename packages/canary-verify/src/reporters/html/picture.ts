import { counted, percent, shareFigure, wholeFigure } from '../../text/figures.js';
import type { ArmVerdict } from '../../verdict/verdict.js';
import { sideName } from '../side-name.js';
import { SIGNS } from '../words/verdict-text.js';
import { type CoursePoint, type SharePoint, sharePoints, thinned } from './course.js';
import { html, type Markup, NOTHING } from './escape.js';
import { at, axes, EDGES, type Plot, picture, shortFigure, toX, toY } from './plot.js';
import { bandEdges, shareScale, wholeScaleUpTo } from './scale.js';
import { dataTable } from './tables.js';

/** The maximum number of points that are written down beside the picture. */
const MOST_ROWS = 12;

/** The run as it went on: the share, what the counts left possible, and what is right. Nothing without points. */
export function runPicture(arm: ArmVerdict, id: string, course: readonly CoursePoint[]): Markup {
  const points = sharePoints(course);
  const last = points.at(-1);
  if (last === undefined) return NOTHING;
  const plot = plotOf(arm, last);
  const text = { id, title: title(arm), description: description(arm, points, last) };
  const [low, high] = bandEdges(arm.expected).map(percent);
  const drawing = picture(text, [
    band(plot, arm),
    axes(plot, { x: shortFigure, y: percent }),
    ...lines(plot, points, last),
    ending(plot, arm, last),
  ]);
  return html`<h3>The run</h3>
<figure>
${drawing}
<figcaption><ul class="legend">
<li><svg class="key" viewBox="0 0 20 12" aria-hidden="true"><path class="line" d="M0 6H20"/></svg> share of ${counts(arm)}, by requests</li>
<li><svg class="key" viewBox="0 0 20 12" aria-hidden="true"><path class="area" d="M0 0H20V12H0Z"/></svg> still possible</li>
<li><svg class="key" viewBox="0 0 20 12" aria-hidden="true"><path class="band" d="M0 1H20V11H0Z"/></svg> expected: ${low ?? ''} to ${high ?? ''}</li>
</ul></figcaption>
</figure>
${pointsTable(id, points)}`;
}

/** The noun of the share. If several versions are expected, all but the first count together. */
function counts(arm: ArmVerdict): string {
  return arm.shares.length > 0 ? sideName(arm, 'canary') : 'the canary';
}

function plotOf({ expected }: ArmVerdict, last: SharePoint): Plot {
  return {
    x: wholeScaleUpTo(last.requests),
    y: shareScale(expected, [last.share, last.low, last.high]),
  };
}

function band(plot: Plot, { expected }: ArmVerdict): Markup {
  const [low, high] = bandEdges(expected);
  const { left, right } = EDGES;
  const [top, bottom] = [toY(plot, high), toY(plot, low)];
  return html`<path class="band" d="M${left} ${top}H${right}V${bottom}H${left}Z"/>`;
}

function lines(plot: Plot, points: readonly SharePoint[], last: SharePoint): Markup[] {
  const upper = points.map(({ requests, high }) => at(plot, requests, high));
  const lower = points.map(({ requests, low }) => at(plot, requests, low)).reverse();
  const share = points.map(({ requests, share }) => at(plot, requests, share));
  return [
    html`<polygon class="area" points="${[...upper, ...lower].join(' ')}"/>`,
    html`<polyline class="line" points="${share.join(' ')}"/>`,
    html`<circle class="dot" cx="${toX(plot, last.requests)}" cy="${toY(plot, last.share)}" r="3.5"/>`,
  ];
}

/** The moment at which the run had its answer, or ended without one. */
function ending(plot: Plot, arm: ArmVerdict, { requests }: SharePoint): Markup {
  const x = toX(plot, requests);
  return html`<line class="moment ${arm.verdict}" x1="${x}" x2="${x}" y1="${EDGES.top}" y2="${EDGES.bottom}"/><text class="moment ${arm.verdict}" x="${x}" y="${EDGES.top - 10}" text-anchor="end">${SIGNS[arm.verdict]} ${moment(arm, requests)}</text>`;
}

/** With several arms the picture has the requests of all of them, and the arm had its answer after its own. */
function moment(arm: ArmVerdict, requests: number): string {
  const own = requests > arm.requests ? `${wholeFigure(arm.requests)} of ` : '';
  return `${arm.verdict} after ${own}${counted(requests, 'request')}`;
}

function title(arm: ArmVerdict): string {
  return `The share of ${counts(arm)} while the run went on`;
}

function description(arm: ArmVerdict, points: readonly SharePoint[], last: SharePoint): string {
  const [low, high] = bandEdges(arm.expected);
  const steps = thinned(points, 5).slice(0, -1);
  const before = steps.map(({ requests, share }) => `${wholeFigure(requests)}: ${shareFigure(share)}`);
  return (
    `Expected is ${percent(low)} to ${percent(high)}. ` +
    (before.length > 0 ? `Share after so many requests: ${before.join(', ')}. ` : '') +
    `At the end, ${moment(arm, last.requests)}: ${shareFigure(last.share)}, between ${shareFigure(last.low)} and ${shareFigure(last.high)}.`
  );
}

function pointsTable(id: string, points: readonly SharePoint[]): Markup {
  const table = dataTable({
    id: `${id}-points`,
    caption: 'The run in figures',
    head: ['Requests', 'Time', 'Share', 'Between'],
    rows: thinned(points, MOST_ROWS).map(({ requests, elapsedMs, share, low, high }) => ({
      name: html`${wholeFigure(requests)}`,
      cells: [
        { text: html`${(elapsedMs / 1000).toFixed(2)} s` },
        { text: html`${shareFigure(share)}` },
        { text: html`${shareFigure(low)} to ${shareFigure(high)}`, words: true },
      ],
    })),
  });
  return html`<details><summary>The run in figures</summary>
${table}
</details>`;
}
