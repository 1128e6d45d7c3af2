import type { ProbedRequest } from '../routing/rules/rules.js';
import type { PasteLines } from './inspection.js';
import type { Bind } from './listens.js';

/** The default target of canary-verify. */
const USUAL_TARGET = 'http://localhost:48151/version';

/** Where a request is sent, and what is expected of it. */
export interface Pasting {
  bind: Bind & { url: string };
  /** To insert, besides a Host that is not the URL's. */
  headers: readonly (readonly [name: string, value: string])[];
  canaryShare: number | null;
}

/** Why no line for a bind can be pasted; null if one can. */
export function whyNotPasted({ clientCertificate, url }: Bind): string | null {
  if (url === null) return 'it has no address that a URL can name';
  return clientCertificate ? 'it takes nobody without a certificate of the client' : null;
}

/** Lines for a POSIX shell that send a request to a place. */
export function pasteLines(request: ProbedRequest, { bind, headers, canaryShare }: Pasting): PasteLines {
  const place = placeOf(request, bind);
  const target = inShell(place.url + request.path);
  const [curl, ab, verify] = methodFlags(request.method);
  const named = headers.some(([name]) => name.toLowerCase() === 'host');
  const all = place.host === null || named ? headers : [['Host', place.host] as const, ...headers];
  const inserted = all.map((header) => ` -H ${inShell(header.join(': '))}`).join('');
  const resolved = place.resolve === null ? '' : ` --resolve ${inShell(place.resolve)}`;
  const { tls, proxyProtocol, http2Only } = bind;
  const insecure = tls ? ' -k' : '';
  const ofCurl = `${insecure}${proxyProtocol ? ' --haproxy-protocol' : ''}${http2Only && !tls ? ' --http2-prior-knowledge' : ''}`;
  const ofVerify = `${insecure}${proxyProtocol ? ' --proxy-protocol' : ''}${http2Only ? ' --http2' : ''}`;
  const elsewhere = place.url + request.path === USUAL_TARGET ? '' : ` ${target}`;
  const abCannot = proxyProtocol || http2Only || place.resolve !== null;
  const hostOnly = place.host === null ? '' : ` -H ${inShell(`Host: ${place.host}`)}`;
  return {
    headers: `${ofVerify}${resolved}${named ? '' : hostOnly}${elsewhere}`,
    curl: `curl${curl}${ofCurl}${resolved}${inserted} ${target}`,
    ab: abCannot ? null : `ab -n 100${ab}${inserted} ${target}`,
    canaryVerify:
      canaryShare === null
        ? null
        : `canary-verify --expect ${percent(canaryShare)}${verify}${ofVerify}${resolved}${inserted}${elsewhere}`,
  };
}

/** `10%`; as many digits as there are. */
function percent(share: number): string {
  return `${Number((100 * share).toPrecision(12))}%`;
}

interface AskedPlace {
  url: string;
  /** A Host that the URL does not have. */
  host: string | null;
  /** `HOST:PORT:ADDRESS`, where TLS must be asked for that name. */
  resolve: string | null;
}

/** A name that TLS asks for must be the URL's. */
function placeOf({ headers, sni }: ProbedRequest, { url }: Bind & { url: string }): AskedPlace {
  const base = new URL(url);
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? base.host;
  const other = host === base.host ? null : host;
  if (sni === null || sni === base.hostname) return { url, host: other, resolve: null };
  const port = base.port === '' ? '443' : base.port;
  const address = base.hostname === 'localhost' ? '127.0.0.1' : base.hostname;
  const named = `https://${sni}${base.port === '' ? '' : `:${base.port}`}`;
  return {
    url: named,
    host: host === new URL(named).host ? null : host,
    resolve: `${sni}:${port}:${address}`,
  };
}

/** For curl, ab and canary-verify. */
function methodFlags(method: string): readonly [string, string, string] {
  if (method === 'GET') return ['', '', ''];
  const named = ` -m ${inShell(method)}`;
  // A response to HEAD has no body: curl and ab must both know that.
  return method === 'HEAD' ? [' -I', ' -i', named] : [` -X ${inShell(method)}`, named, named];
}

function inShell(text: string): string {
  return /^[\w./:%+@=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
