import type { Outcome } from '../../verdict/verdict.js';
import { SIGNS } from '../words/verdict-text.js';
import { html, type Markup } from './escape.js';

/** Sign and word of a verdict, in its colour. */
export function sign(outcome: Outcome): Markup {
  return html`<span class="sign ${outcome}"><span aria-hidden="true">${SIGNS[outcome]} </span>${outcome}</span>`;
}
