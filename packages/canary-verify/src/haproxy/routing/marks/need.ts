import { isIP } from 'node:net';
import type { KnownTest } from '../rules/condition.js';
import type { Call } from '../rules/expression.js';
import type { ProxyRules, RoutingRules } from '../rules/rules.js';

/** The part of a request that makes a test true. */
export interface Need {
  header: readonly [name: string, value: string] | null;
  path: string | null;
  method: string | null;
  host: string | null;
  /** The address of the client. */
  source: string | null;
  /** A parameter of the URL: `canary=1`. */
  query: string | null;
  test: KnownTest | null;
}

export const NO_NEED: Need = {
  header: null,
  path: null,
  method: null,
  host: null,
  source: null,
  query: null,
  test: null,
};

/** What is asked, and where variables come from. */
export interface RuledFrontend {
  rules: RoutingRules;
  proxy: ProxyRules;
}

/** No more patterns of one test are tried. */
export const MOST_VALUES = 8;

/** What a fetch must find; null if no request can be made to have it. */
export function needOf(fetch: Call, value: string, test: KnownTest | null): Need | null {
  const { name, args } = fetch;
  if (name === 'path' || name === 'url' || name === 'pathq')
    return { ...NO_NEED, path: value.startsWith('/') ? value : `/${value}`, test };
  if (name === 'src') return isIP(value) === 0 ? null : { ...NO_NEED, source: value, test };
  if (name === 'method') return { ...NO_NEED, method: value, test };
  if (name === 'base') {
    const at = value.indexOf('/');
    const host = hostLike(at === -1 ? value : value.slice(0, at));
    return { ...NO_NEED, host, path: at === -1 ? null : value.slice(at), test };
  }
  if (SERVER_NAMES.has(name)) return { ...NO_NEED, host: hostLike(value), test };
  if (name === 'query')
    return /^[\w.~-]+=[\w.~:,-]*$/.test(value) ? { ...NO_NEED, query: value, test } : null;
  if (PARAMETERS.has(name)) {
    const [parameter = ''] = args;
    return /^[\w.~-]+$/.test(parameter) && /^[\w.~:,-]*$/.test(value)
      ? { ...NO_NEED, query: `${parameter}=${value}`, test }
      : null;
  }
  const header = headerOf(fetch, value);
  if (header === null) return null;
  return header[0].toLowerCase() === 'host' && name !== 'hdr_cnt'
    ? { ...NO_NEED, host: hostLike(value), test }
    : { ...NO_NEED, header, test };
}

const SERVER_NAMES = new Set(['ssl_fc_sni', 'req.ssl_sni', 'req_ssl_sni']);
const PARAMETERS = new Set(['url_param', 'urlp', 'urlp_val']);

/** A whole name where a pattern asks for its beginning or its end only. */
function hostLike(text: string): string | null {
  const whole = `${text.startsWith('.') ? 'www' : ''}${text}${text.endsWith('.') ? 'example' : ''}`;
  return /^[\w.-]+(?::\d+)?$/.test(whole) ? whole : null;
}

const HEADERS = /^(?:hdr|hdr_val|hdr_ip|hdr_cnt|req\.f?hdr|req\.hdr_val|req\.hdr_ip|req\.f?hdr_cnt)$/;
const COOKIES = /^(?:req\.)?cook(?:ie|_val|_cnt)?$/;

/** The header that gives a fetch this value. Null if it fetches no header. */
function headerOf({ name, args }: Call, value: string): readonly [string, string] | null {
  const [subject = ''] = args;
  if (subject === '') return null;
  const filled = name.endsWith('_cnt') ? 'yes' : value;
  if (HEADERS.test(name)) return [subject, filled];
  return COOKIES.test(name) ? ['Cookie', `${subject}=${filled}`] : null;
}
