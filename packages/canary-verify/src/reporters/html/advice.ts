import type { Diagnosis } from '../../verdict/diagnosis.js';
import type { Verdict } from '../../verdict/verdict.js';
import { type Advice, wholeAdvice } from '../advice.js';
import { exchangeIn, exchangeLines } from '../exchange-lines.js';
import { diagnosisPage } from '../pages.js';
import { cut, html, type Markup, NOTHING } from './escape.js';

/** Id of the part that says what to do. */
export const ADVICE_ID = 'advice';

/** The heading of the diagnoses; null when there are none. */
export function adviceTitle(verdict: Verdict): string | null {
  if (wholeAdvice(verdict).length === 0) return null;
  return verdict.verdict === 'matches' ? 'Remarks' : 'Causes and what to do';
}

/** The diagnoses and, unless all is well, the advice. */
export function adviceSection(verdict: Verdict): Markup {
  const title = adviceTitle(verdict);
  if (title === null) return NOTHING;
  return html`<section aria-labelledby="${ADVICE_ID}">
<h2 id="${ADVICE_ID}">${title}</h2>
<ul class="advice">
${wholeAdvice(verdict).map((one) => html`<li>${adviceItem(one, verdict)}</li>`)}
</ul>
</section>`;
}

function adviceItem({ said, next }: Advice, { arms }: Verdict): Markup {
  const words = said.map(({ diagnosis, says }) => {
    const more = html`<a href="${diagnosisPage(diagnosis)}">More on ${diagnosis.kind}</a>`;
    return html`<p>${arms.length > 1 ? armOf(diagnosis) : NOTHING}${says} ${more}</p>${shownExchange(diagnosis)}`;
  });
  const step = next === null ? NOTHING : html`<p class="next"><strong>Next:</strong> ${withCode(next)}</p>`;
  return html`${words}${step}`;
}

/** The request and the response, line by line. */
function shownExchange(diagnosis: Diagnosis): Markup {
  const shown = exchangeIn(diagnosis);
  if (shown === null) return NOTHING;
  return html`<pre class="exchange">${exchangeLines(shown, LONGEST_LINE).map((line) => html`${line}`)}</pre>`;
}

/** The maximum length of a line of an exchange. */
const LONGEST_LINE = 400;

function armOf(diagnosis: Diagnosis): Markup {
  return 'arm' in diagnosis ? html`<strong>${cut(diagnosis.arm)}:</strong> ` : NOTHING;
}

/** Marks text between backticks as code. */
function withCode(text: string): Markup[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
