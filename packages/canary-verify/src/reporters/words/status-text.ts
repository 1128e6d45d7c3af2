import { wholeFigure } from '../../text/figures.js';
import type { StatusCount } from '../../verdict/status-counts.js';

/** "28 × HTTP 403, 2 × HTTP 429". */
export function statusesText(statuses: readonly StatusCount[]): string {
  return statuses.map(({ status, responses }) => `${wholeFigure(responses)} × HTTP ${status}`).join(', ');
}

/** What responses of these statuses call for: what the most frequent refusal does; null if none of them refuses. */
export function statusAdvice(statuses: readonly StatusCount[]): string | null {
  const refusal = statuses.find(({ status }) => status >= 400);
  return refusal === undefined
    ? null
    : (ADVICE[refusal.status] ?? `Find out what refuses the requests: ${LOOK}.`);
}

const LOOK = 'curl -i URL';

const ADVICE: Readonly<Record<number, string>> = {
  400: `Check the scheme: a port that speaks TLS answers 400 to http://, so use https://. Look at one response: ${LOOK}.`,
  401: "Send the credentials: -H 'Authorization: Bearer TOKEN'.",
  403: "Send the credentials if some are missing: -H 'Authorization: Bearer TOKEN'. If a firewall refuses many requests of one client, send fewer a second: --rate 10.",
  404: `Check the path of the URL: ${LOOK}.`,
  405: `Send another method: --method GET. Look at one response: ${LOOK}.`,
  407: "Send the credentials of the proxy: -H 'Proxy-Authorization: Basic TOKEN'.",
  410: `Check the path of the URL: ${LOOK}.`,
  421: "Send the name that the server expects: -H 'Host: NAME'.",
  429: 'A rate limiter answers. Send fewer requests a second: --rate 10.',
};
