import type { Exchange } from '../tally/exchange.js';
import { millisecondsFigure } from '../text/figures.js';
import { printable } from '../text/printable.js';
import type { Diagnosis } from '../verdict/diagnosis.js';

/** The exchange that a diagnosis carries; null if it carries none. */
export function exchangeIn(diagnosis: Diagnosis): Exchange | null {
  return 'exchange' in diagnosis ? diagnosis.exchange : null;
}

/** An exchange line by line, as curl shows it: `>` was sent, `<` came back. Nothing in a line is longer than `longest`. */
export function exchangeLines(exchange: Exchange, longest: number): string[] {
  const { request, response, time, connection, durationMs } = exchange;
  const body = response.body.replace(/\s+/g, ' ').trim();
  const lines = [
    `> ${request.method} ${request.url}`,
    ...request.headers.map(([name, value]) => `> ${name}: ${value}`),
    `< ${response.status}`,
    ...response.headers.map(([name, value]) => `< ${name}: ${value}`),
    ...(body === '' ? [] : [`< ${body}`]),
    `sent ${time} on connection ${connection}, answered after ${millisecondsFigure(durationMs)} ms`,
  ];
  return lines.map((line) => printable(line, longest));
}
