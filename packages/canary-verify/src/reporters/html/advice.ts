import type { Diagnosis } from '../../verdict/diagnosis.js';
import type { Verdict } from '../../verdict/verdict.js';
import { exchangeIn, exchangeLines } from '../exchange-lines.js';
import { diagnosisPage } from '../pages.js';
import { diagnosisText } from '../words/diagnosis-text.js';
import { cut, html, type Markup, NOTHING } from './escape.js';

/** Id of the part that says what to do. */
export const ADVICE_ID = 'advice';

/** The heading of the diagnoses; null when there are none. */
export function adviceTitle({ diagnosis, verdict }: Verdict): string | null {
  if (diagnosis.length === 0) return null;
  return verdict === 'matches' ? 'Remarks' : 'Causes and what to do';
}

/** The diagnoses and, unless all is well, the advice. */
export function adviceSection(verdict: Verdict): Markup {
  const title = adviceTitle(verdict);
  if (title === null) return NOTHING;
  return html`<section aria-labelledby="${ADVICE_ID}">
<h2 id="${ADVICE_ID}">${title}</h2>
<ul class="advice">
${byStep(verdict).map(({ says, next }) => html`<li>${says}${next}</li>`)}
</ul>
</section>`;
}

/** Diagnoses with the same step stand together, so that no step is named twice. */
function byStep({ diagnosis, verdict, arms }: Verdict): { says: Markup[]; next: Markup }[] {
  const groups = new Map<string, Markup[]>();
  for (const one of diagnosis) {
    const { says, next } = diagnosisText(one);
    const step = verdict === 'matches' || next === null ? '' : next;
    const more = html`<a href="${diagnosisPage(one)}">More on ${one.kind}</a>`;
    const text = html`<p>${arms.length > 1 ? armOf(one) : NOTHING}${says} ${more}</p>${shownExchange(one)}`;
    groups.set(step, [...(groups.get(step) ?? []), text]);
  }
  return [...groups].map(([step, says]) => ({
    says,
    next: step === '' ? NOTHING : html`<p class="next"><strong>Next:</strong> ${withCode(step)}</p>`,
  }));
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
