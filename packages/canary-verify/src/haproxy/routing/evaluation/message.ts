import type { Place, Remark } from '../../configuration/configuration.js';
import type { ProbedRequest } from '../rules/rules.js';
import type { AskedTests } from './asked-tests.js';
import type { NumberDistribution } from './distribution.js';
import { trimmed } from './header-values.js';
import { type Doubt, doubt, isAscii, type SampleValue } from './sample-value.js';
import type { RulePath } from './ways.js';

/** A text that is known, or not. */
export type Text = string | Doubt;

export interface MessageHeader {
  name: string;
  value: Text;
}

/** A request on its way through the rules, which change it. */
export interface Message {
  readonly way: RulePath;
  readonly tls: boolean;
  readonly sni: string | null;
  port: number | null;
  readonly certificate: boolean;
  /** The values that were kept (`capture request header`), by number: null if the request had none, undefined if not known. */
  readonly captured: readonly (string | null | undefined)[];
  method: Text;
  /** Path and query. */
  uri: Text;
  headers: MessageHeader[];
  source: Text;
  readonly variables: Map<string, SampleValue>;
  /** The random numbers that are still open, by the number of the draw. */
  readonly draws: NumberDistribution[];
  /** Values that were read of these headers: rules replace the list as a whole, and ask for one again and again. */
  readonly read: { of: readonly MessageHeader[] | null; readonly values: Map<string, SampleValue[]> };
  /** Notes what it is asked; null if nobody wants to know. */
  readonly asked: AskedTests | null;
}

/** A request before any rule has looked at it: the same for all its ways. */
export type Arrival = Omit<Message, 'way' | 'variables' | 'draws' | 'asked'>;

/** A request as it arrives: HAProxy trims the values of headers (RFC 9110, section 5.5). */
export function arrival(request: ProbedRequest, captured: Message['captured'] = []): Arrival {
  return {
    tls: request.tls,
    sni: request.sni,
    certificate: request.certificate,
    port: request.port,
    captured,
    method: request.method,
    uri: request.path,
    headers: request.headers.map(([name, value]) => ({ name: name.toLowerCase(), value: trimmed(value) })),
    source: request.source,
    read: { of: null, values: new Map() },
  };
}

/** It sets out on one of its ways. Field by field: copying them by dots takes as long as the way itself. */
export function onWay(
  { tls, sni, certificate, port, captured, method, uri, headers, source, read }: Arrival,
  way: RulePath,
  asked: AskedTests | null = null,
): Message {
  const variables: Message['variables'] = new Map();
  return {
    way,
    tls,
    sni,
    certificate,
    port,
    captured,
    method,
    uri,
    headers,
    source,
    read,
    variables,
    draws: [],
    asked,
  };
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what no header may have
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

/**
 * The reason why nothing is told about a request: HAProxy may refuse it, or see another one. Null for a plain
 * request.
 */
export function whyNotPlain({ method, path, headers }: ProbedRequest): string | null {
  if (!TOKEN.test(method) || method === 'CONNECT' || method === 'PRI')
    return 'the method is none of plain HTTP';
  if (!/^\/[!-~]*$/.test(path) && !(path === '*' && method === 'OPTIONS'))
    return 'the path does not begin with a slash, or has letters that a URL cannot have';
  let hosts = 0;
  for (const [name, value] of headers) {
    if (!TOKEN.test(name)) return `the header name ${JSON.stringify(name)} is not a token`;
    if (!isAscii(value) || CONTROL.test(value))
      return `the value of ${name} has letters other than printable ASCII`;
    const known = name.toLowerCase();
    if (FRAMING.has(known)) return `${name} says where the request ends, which is not followed here`;
    if (known !== 'host') continue;
    if (++hosts > 1) return 'it has several Host headers';
    // Since 3.0 HAProxy answers 400 to a list of hosts, a user before the host and the like; 2.6 takes them.
    if (!HOST.test(trimmed(value))) return 'its Host is not a name or address with a port';
  }
  return null;
}

const HOST = /^[\w.-]*(?::\d*)?$|^\[[\da-fA-F:.]+\](?::\d*)?$/;

const FRAMING = new Set(['transfer-encoding', 'upgrade', 'expect', 'http2-settings']);

/** A doubt about something at a place. */
export function doubtAt(place: Place, text: string, why: string, chancy = false): Doubt {
  const remark: Remark = { place, text, why };
  return doubt(remark, chancy);
}
