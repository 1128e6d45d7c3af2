import type { Outcome } from '../../verdict.js';
import { html, type Markup } from './escape.js';

/** The same signs as in the text report, so that a verdict never depends on its colour. */
export const SIGNS: Readonly<Record<Outcome, string>> = {
  matches: '✔',
  differs: '✘',
  undecided: '?',
  unmeasured: '!',
};

/** Sign and word of a verdict, in its colour. */
export function sign(outcome: Outcome): Markup {
  return html`<span class="sign ${outcome}"><span aria-hidden="true">${SIGNS[outcome]} </span>${outcome}</span>`;
}
