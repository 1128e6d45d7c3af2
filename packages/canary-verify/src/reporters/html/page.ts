import { confidenceFigure, secondsFigure } from '../../text/figures.js';
import type { Verdict } from '../../verdict/verdict.js';
import { armsSentence } from '../arm-list.js';
import { armSentence } from '../arm-words.js';
import { verdictPage } from '../pages.js';
import { SIGNS } from '../words/verdict-text.js';
import { ADVICE_ID, adviceSection, adviceTitle } from './advice.js';
import { armSection } from './arm.js';
import { type CoursePoint, completed } from './course.js';
import { htmlDocument } from './document.js';
import { cut, html, type Markup, NOTHING } from './escape.js';
import { wholeFigures } from './figures.js';
import { sign } from './sign.js';

/** The parts of the page. */
export interface PageContent {
  verdict: Verdict;
  course: readonly CoursePoint[];
  /** When the page was written. */
  written: Date;
}

/** The whole document: the answer, then the evidence, then what to do. It loads nothing and runs nothing. */
export function page({ verdict, course, written }: PageContent): Markup {
  const points = completed(course, verdict);
  const sections = verdict.arms.map((arm, index) =>
    armSection({ arm, id: armId(index), course: index === 0 ? points : [] }, verdict),
  );
  return htmlDocument(
    html`${SIGNS[verdict.verdict]} ${verdict.verdict}: ${cut(verdict.target)}`,
    html`<header class="${verdict.verdict}">
<h1>${sign(verdict.verdict)} ${wholeFigures(answer(verdict))}</h1>
${overview(verdict)}
${facts(verdict, written)}
</header>
<main>
${sections}
${adviceSection(verdict)}
</main>
<footer>Written by canary-verify. <a href="${verdictPage(verdict.verdict)}">What ${verdict.verdict} means</a></footer>`,
  );
}

function armId(index: number): string {
  return `arm-${index + 1}`;
}

/** One arm has one answer; of several the page says how many are right, and how many were not sent. */
function answer(verdict: Verdict): string {
  const [only] = verdict.arms;
  return verdict.arms.length === 1 && only !== undefined ? armSentence(only, verdict) : armsSentence(verdict);
}

/** Ways into the page: to each of several arms, and to what to do. */
function overview(verdict: Verdict): Markup {
  const { arms } = verdict;
  const links =
    arms.length < 2
      ? []
      : arms.map(
          (arm, index) => html`<li><a href="#${armId(index)}">${sign(arm.verdict)} ${cut(arm.name)}</a></li>`,
        );
  const title = adviceTitle(verdict);
  if (title !== null) links.push(html`<li><a href="#${ADVICE_ID}">${title}</a></li>`);
  return links.length === 0
    ? NOTHING
    : html`<nav aria-label="In this report"><ul>
${links}
</ul></nav>`;
}

function facts({ target, confidence, durationMs, connectionMode }: Verdict, written: Date): Markup {
  const stamp = written.toISOString();
  const wrong = confidenceFigure(1 - confidence);
  return html`<dl class="facts">
<div class="wide"><dt>Target</dt><dd>${cut(target, 400)}</dd></div>
<div><dt>When</dt><dd><time datetime="${stamp}">${stamp.slice(0, 19).replace('T', ' ')} UTC</time>, after ${secondsFigure(durationMs)}</dd></div>
<div><dt>Confidence</dt><dd>${confidenceFigure(confidence)} <span class="dim">(a wrong verdict: at most ${wrong})</span></dd></div>
<div><dt>Connections</dt><dd>${connectionMode === 'fresh' ? 'one for each request' : 'several requests over one'}</dd></div>
</dl>`;
}
