import { counted, secondsFigure } from '../../text/figures.js';
import type { ArmVerdict } from '../../verdict/verdict.js';
import { hasErrors } from '../health-words.js';
import type { CoursePoint } from './course.js';
import { html, type Markup, NOTHING } from './escape.js';
import { failureTables } from './failure-tables.js';
import { at, axes, EDGES, type Plot, picture, shortFigure } from './plot.js';
import { scaleUpTo, wholeScaleUpTo } from './scale.js';

/** The failures: which, when and why. Empty if nothing failed. */
export function failuresPart(
  arm: ArmVerdict,
  { id, course }: { id: string; course: readonly CoursePoint[] },
  confidence: number,
): Markup {
  const last = course.at(-1);
  if (arm.failed === 0 && (arm.health === null || !hasErrors(arm.health))) return NOTHING;
  const drawn = last !== undefined && course.length > 1 && last.failed > 0;
  return html`<h3>Failures</h3>
${drawn ? failurePicture(id, course, arm.failed) : NOTHING}
${failureTables(arm, id, confidence)}`;
}

/** Failed requests so far, against time: steep where many failed. `own` of them belong to this arm. */
function failurePicture(id: string, course: readonly CoursePoint[], own: number): Markup {
  const last = course.at(-1) as CoursePoint;
  const plot: Plot = { x: scaleUpTo(last.elapsedMs / 1000), y: wholeScaleUpTo(last.failed) };
  const points = course.map(({ elapsedMs, failed }) => at(plot, elapsedMs / 1000, failed));
  const [first, end] = [at(plot, 0, 0), at(plot, last.elapsedMs / 1000, 0)];
  const text = {
    id,
    title: 'Failed requests while the run went on',
    description: description(course, last),
  };
  return html`<figure>
${picture(text, [
  axes(plot, { x: (seconds) => `${seconds} s`, y: shortFigure }),
  html`<polygon class="lost-area" points="${[first, ...points, end].join(' ')}"/>`,
  html`<polyline class="lost" points="${[first, ...points].join(' ')}"/>`,
  html`<text class="moment failed" x="${EDGES.left}" y="${EDGES.top - 10}">${counted(last.failed, 'request')} failed</text>`,
])}
<figcaption>Failed requests${last.failed > own ? ' of all kinds' : ''} so far, against the time since the start.</figcaption>
</figure>`;
}

function description(course: readonly CoursePoint[], last: CoursePoint): string {
  const first = course.find(({ failed }) => failed > 0) ?? last;
  const half = course.find(({ failed }) => failed >= last.failed / 2) ?? last;
  return (
    `${counted(last.failed, 'request')} failed in ${secondsFigure(last.elapsedMs)}: ` +
    `the first within ${secondsFigure(first.elapsedMs)}, half of them within ${secondsFigure(half.elapsedMs)}.`
  );
}
