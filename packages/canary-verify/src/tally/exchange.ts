import type { Origin } from '../classify/origin.js';
import { bodyText } from '../observation/body-text.js';
import type { Answer, Observation } from '../observation/observation.js';
import type { ResolvedOptions } from '../options/options.js';
import { type Header, shownHeaders } from '../options/request-headers.js';
import type { Milliseconds } from '../terms/quantities.js';
import { type Hiding, hiding, secretsInHeader } from '../text/known-secrets.js';
import { isSecretName, masked } from '../text/masked.js';

/** One request and its response, to be shown: long values, many headers and a long body are cut, secrets are `***`. */
export interface Exchange {
  request: { method: string; url: string; headers: Header[] };
  response: {
    /** @asType integer */
    status: number;
    headers: Header[];
    body: string;
  };
  /** The origin that the response names. Unknown values are null. */
  instance: string | null;
  version: string | null;
  /** When the request was sent: ISO 8601, UTC. */
  time: string;
  durationMs: Milliseconds;
  /**
   * The TCP connection's number within the process.
   * @asType integer
   */
  connection: number;
}

/** Nobody reads more, and a hostile server must not fill the report. */
const MOST_HEADERS = 24;
const LONGEST_VALUE = 200;
const LONGEST_BODY = 300;
const LONGEST_LOOKED_AT = 4_096;

/** A finished exchange: the response, its origin and its observation. */
export interface FinishedExchange {
  answer: Answer;
  origin: Origin;
  observation: Observation;
}

/** An exchange as it can be shown. */
export function exchangeOf(
  { answer, origin, observation }: FinishedExchange,
  { target, request, arms }: ResolvedOptions,
): Exchange {
  const { arm, sentAt, durationMs, connection } = observation;
  const hide = hiding(secretsIn(answer));
  return {
    request: {
      method: request.method,
      url: masked(target.href),
      headers: shownHeaders(arms[arm]?.headers ?? []),
    },
    response: {
      status: answer.status,
      headers: responseHeaders(answer, hide),
      body: shownBody(answer, hide),
    },
    instance: origin.instance === null ? null : hide(origin.instance),
    version: origin.version === null ? null : hide(origin.version),
    time: new Date(sentAt).toISOString(),
    durationMs,
    connection,
  };
}

/** What a response sets for its client is as secret as what that sends. */
function secretsIn(answer: Answer): string[] {
  return headersOf(answer).flatMap(([name, value]) =>
    isSecretName(name) ? secretsInHeader(name, value) : [],
  );
}

function headersOf({ headers }: Answer): Header[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value ?? '']).map((one): Header => [name, one]),
  );
}

function responseHeaders(answer: Answer, hide: Hiding): Header[] {
  const first = headersOf(answer).slice(0, MOST_HEADERS);
  const hidden = first.map(([name, value]): Header => [name, isSecretName(name) ? value : hide(value)]);
  return shownHeaders(hidden).map(([name, value]) => [cut(name, LONGEST_VALUE), cut(value, LONGEST_VALUE)]);
}

/** Secrets are hidden before the text is cut: half of one is still one. */
function shownBody(answer: Answer, hide: Hiding): string {
  return cut(masked(hide(bodyText(answer)?.slice(0, LONGEST_LOOKED_AT) ?? '')), LONGEST_BODY);
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
