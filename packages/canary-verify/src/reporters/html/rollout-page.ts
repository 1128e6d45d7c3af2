import { confidenceFigure, percent, secondsFigure, shareFigure, wholeFigure } from '../../text/figures.js';
import type { Outcome } from '../../verdict/verdict.js';
import type { CourseRun, CourseShare, RolloutCourse } from '../rollout-course.js';
import { htmlDocument } from './document.js';
import { html, type Markup, NOTHING } from './escape.js';
import { at, axes, type Plot, picture, toX, toY } from './plot.js';
import { scaleUpTo } from './scale.js';
import { sign } from './sign.js';
import { dataTable } from './tables.js';

/** The verdict that a rollout's end is like, for its colour. */
const LIKE: Readonly<Record<string, Outcome>> = {
  succeeded: 'matches',
  'rolled-back': 'differs',
  held: 'undecided',
  stuck: 'unmeasured',
};

/** A rollout as one HTML file to be kept or sent around: it loads nothing, and needs no script. */
export function rolloutPage(course: RolloutCourse): string {
  const { plan, state } = course;
  const { reason } = state.context;
  const because = reason === null ? '' : `: ${reason}`;
  return htmlDocument(
    html`${plan.name}: ${state.name}`,
    html`<header class="${LIKE[state.name] ?? 'undecided'}">
<h1>${plan.name}: ${state.name}${because}</h1>
<p>Started ${course.startedAt}, ${secondsFigure(course.durationMs)}. Steps: ${plan.steps.map(({ share, header }) => (header === null ? percent(share) : header[0])).join(', ')}.</p>
</header>
<main>
${drawing(course)}
${decisions(course.runs)}
</main>
<footer>Written by canary-verify.</footer>`,
  ).markup;
}

function drawing({ shares, runs, durationMs }: RolloutCourse): Markup {
  if (shares.length === 0) return NOTHING;
  const plot: Plot = { x: scaleUpTo(durationMs / 1_000), y: { low: 0, high: 1, step: 0.25 } };
  const text = {
    id: 'rollout',
    title: 'The share over time',
    description: shares
      .map(({ elapsedMs, share }) => `${percent(share)} from ${secondsFigure(elapsedMs)} on`)
      .join(', '),
  };
  const content = [
    axes(plot, { x: (seconds) => `${seconds} s`, y: percent }),
    html`<path class="line" d="${stairs(plot, shares, durationMs)}"/>`,
    ...runs.filter(({ marked }) => !marked).map((run) => measured(plot, run)),
  ];
  return html`<h3>The rollout</h3>
<figure>
${picture(text, content)}
<figcaption><ul class="legend">
<li><svg class="key" viewBox="0 0 20 12" aria-hidden="true"><path class="line" d="M0 6H20"/></svg> share that was set</li>
<li><svg class="key" viewBox="0 0 20 12" aria-hidden="true"><circle class="dot" cx="10" cy="6" r="3.5"/></svg> share that was measured, with its interval</li>
</ul></figcaption>
</figure>`;
}

/** The share stands until another one is set. */
function stairs(plot: Plot, shares: readonly CourseShare[], durationMs: number): string {
  const from = `M${at(plot, 0, 0)}`;
  const each = shares.map(({ elapsedMs, share }) => `H${toX(plot, elapsedMs / 1_000)}V${toY(plot, share)}`);
  return `${from}${each.join('')}H${toX(plot, durationMs / 1_000)}`;
}

function measured(plot: Plot, { elapsedMs, verdict: { share, interval, verdict } }: CourseRun): Markup {
  if (share === null) return NOTHING;
  const x = toX(plot, elapsedMs / 1_000);
  const [low, high] = interval ?? [share, share];
  return html`<line class="moment ${verdict}" x1="${x}" x2="${x}" y1="${toY(plot, low)}" y2="${toY(plot, high)}"/><circle class="dot" cx="${x}" cy="${toY(plot, share)}" r="3.5"/>`;
}

function decisions(runs: readonly CourseRun[]): Markup {
  if (runs.length === 0) return NOTHING;
  const words = (text: string) => ({ text: html`${text}`, words: true });
  return dataTable({
    id: 'decisions',
    caption: 'What was measured, and what followed',
    head: ['At', 'Where', 'Verdict', 'Share', 'Requests', 'Stable', 'Canary', 'Failed', 'Sure', 'Then'],
    rows: runs.map(({ elapsedMs, where, verdict, followed }) => ({
      name: html`${secondsFigure(elapsedMs)}`,
      cells: [
        words(where),
        { text: sign(verdict.verdict as Outcome), words: true },
        { text: html`${verdict.share === null ? '–' : shareFigure(verdict.share)}` },
        ...[verdict.requests, verdict.stable, verdict.canary, verdict.failed].map((count) => ({
          text: html`${wholeFigure(count)}`,
        })),
        { text: html`${confidenceFigure(verdict.confidence)}` },
        words(followed),
      ],
    })),
  });
}
