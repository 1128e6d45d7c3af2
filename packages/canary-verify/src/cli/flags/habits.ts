/**
 * What users of ab, curl, hey, k6, oha, wrk and the like write, and what says the same here. A hint may depend on the
 * value. It never quotes one that is no figure: that may be a secret.
 */
type Habit = string | ((value: string) => string);

const TIME = /^\d+(\.\d+)?(ms|s|m|h)?$/;
const NUMBER = /^\d+(\.\d+)?$/;

/** A duration in curl, k6 and wrk is a number or a time; what else follows is a body. */
const durationOrBody: Habit = (value) => (TIME.test(value) ? duration(value) : BODY);
const duration = (value: string) => `for a duration use --max-time ${TIME.test(value) ? value : '30s'}`;
const rate = (value: string) => `for a rate use --rate ${NUMBER.test(value) ? value : '50'}`;
const requests = (value: string) =>
  `for a number of requests use --max-requests ${NUMBER.test(value) ? value : '1000'}`;
const connections = (value: string) =>
  `for a number of connections use --connections ${NUMBER.test(value) ? value : '10'}`;
const timeout = (value: string) =>
  `for the time of one request use --timeout ${TIME.test(value) ? value : '5s'}`;
const method = (value: string) => `for a method use --method ${/^[A-Z]{3,7}$/.test(value) ? value : 'POST'}`;
const header = (name: string, value: string) => `use --header '${name}: ${value}'`;

const BODY = 'for a body use --body TEXT';
const BODY_FILE = 'for a body in a file use --body "$(cat FILE)"';
const HEAD = 'for a HEAD request use --method HEAD';
const CREDENTIALS = `for credentials ${header('Authorization', 'Basic BASE64')}`;
const COOKIE = `for a cookie ${header('Cookie', 'NAME=VALUE')}`;
const CONTENT_TYPE = `for the type of a body ${header('Content-Type', 'TYPE')}`;
const USER_AGENT = `for a user agent ${header('User-Agent', 'NAME')}`;
const REFERER = `for a referer ${header('Referer', 'URL')}`;
const HOST = `for another host name ${header('Host', 'NAME')}`;
const PROXY = 'no proxy is used; for another place to connect to use --connect-to HOST:PORT';
const REPORT = 'for a report in a file use --reporter NAME=FILE';
const JSON_OUTPUT = 'for JSON use --json';
const QUIET = 'for no progress line use --quiet';
const ADDRESS = 'for an address of your choice use --resolve HOST:PORT:ADDRESS';
const VERBOSE = 'to see how a run goes on use --reporter ndjson';
const VERSION = 'for the version use --version';
const HTTP2 = 'for HTTP/2 use --http2';
const PROXY_LINE = 'for the PROXY protocol use --proxy-protocol';
const INSECURE = 'for any certificate of the server use --insecure';
const CERTIFICATE = 'for a certificate of the client use --cert FILE';
const SHARE = 'for the expected share use --expect 10%';
const FRESH = 'for a connection per request use --connection-mode fresh';
const REUSE = 'for reused connections use --connection-mode reuse';
const REDIRECTS = 'redirects are followed only with --location';

/** By the letter behind one dash. */
const LETTERS: Readonly<Record<string, Habit>> = {
  '2': HTTP2,
  '4': ADDRESS,
  '6': ADDRESS,
  A: (value) => (value.includes(':') ? CREDENTIALS : USER_AGENT),
  C: COOKIE,
  D: BODY_FILE,
  E: CERTIFICATE,
  F: BODY,
  I: HEAD,
  R: rate,
  S: QUIET,
  T: CONTENT_TYPE,
  U: CREDENTIALS,
  V: VERSION,
  X: method,
  a: CREDENTIALS,
  b: COOKIE,
  d: durationOrBody,
  e: REFERER,
  i: (value) => (NUMBER.test(value) ? requests(value) : HEAD),
  j: JSON_OUTPUT,
  o: REPORT,
  p: BODY_FILE,
  r: rate,
  s: (value) => (TIME.test(value) ? timeout(value) : QUIET),
  u: (value) => (NUMBER.test(value) ? connections(value) : CREDENTIALS),
  v: VERBOSE,
  w: JSON_OUTPUT,
  x: PROXY,
  z: duration,
};

/** By the name behind two dashes, or behind one as in Go. */
const NAMES: Readonly<Record<string, Habit>> = {
  ...{ duration, time: duration, 'max-duration': duration, 'time-limit': duration, timelimit: duration },
  ...{ data: BODY, 'data-raw': BODY, 'data-ascii': BODY, 'data-urlencode': BODY, form: BODY },
  ...{ 'data-binary': BODY_FILE, 'body-file': BODY_FILE, 'upload-file': BODY_FILE },
  ...{ request: method, head: HEAD, get: 'for a GET request leave the method out', post: method },
  ...{ requests, iterations: requests, 'num-requests': requests, count: requests, samples: requests },
  ...{ concurrency: connections, vus: connections, threads: connections, workers: connections },
  ...{ users: connections, parallel: connections, clients: connections },
  ...{ rps: rate, qps: rate, 'query-per-second': rate, 'requests-per-second': rate, throughput: rate },
  ...{ 'connect-timeout': timeout, 'request-timeout': timeout, 'response-timeout': timeout },
  ...{ user: CREDENTIALS, auth: CREDENTIALS, 'basic-auth': CREDENTIALS, oauth2: CREDENTIALS },
  ...{ 'oauth2-bearer': CREDENTIALS, token: CREDENTIALS, password: CREDENTIALS, bearer: CREDENTIALS },
  ...{ cookie: COOKIE, cookies: COOKIE, 'content-type': CONTENT_TYPE, 'user-agent': USER_AGENT },
  ...{ agent: USER_AGENT, referer: REFERER, host: HOST, authority: HOST },
  ...{ proxy: PROXY, socks5: PROXY, 'proxy-user': PROXY, preproxy: PROXY },
  ...{ output: REPORT, out: REPORT, report: REPORT, 'summary-export': REPORT, format: REPORT },
  ...{ silent: QUIET, 'no-tui': QUIET, 'no-progress-meter': QUIET, 'no-progress': QUIET },
  ...{ verbose: VERBOSE, debug: 'for a stack set the environment variable DEBUG=1', trace: VERBOSE },
  ...{
    'haproxy-protocol': PROXY_LINE,
    http2: HTTP2,
    h2: HTTP2,
    'http2-prior-knowledge': HTTP2,
    'http-version': HTTP2,
  },
  ...{ 'http1.1': 'HTTP/1.1 is used unless --http2 is set', ipv4: ADDRESS, ipv6: ADDRESS, dns: ADDRESS },
  ...{ 'insecure-skip-tls-verify': INSECURE, 'skip-tls-verify': INSECURE, 'tls-skip-verify': INSECURE },
  ...{
    'no-check-certificate': INSECURE,
    'no-verify': INSECURE,
    ca: 'for authorities to trust use --cacert FILE',
  },
  ...{ 'ca-cert': 'for authorities to trust use --cacert FILE', 'client-cert': CERTIFICATE },
  ...{ follow: REDIRECTS, 'follow-redirects': REDIRECTS, redirect: REDIRECTS, redirects: REDIRECTS },
  ...{ 'disable-redirects': REDIRECTS, 'max-redirs': REDIRECTS, 'max-redirects': REDIRECTS },
  ...{ 'disable-keepalive': FRESH, 'no-keepalive': FRESH, keepalive: REUSE, 'keep-alive': REUSE },
  ...{ percent: SHARE, percentage: SHARE, share: SHARE, split: SHARE, weight: SHARE, ratio: SHARE },
  ...{
    interval: 'for the time between two runs use --pause 30s',
    every: 'for the time between two runs use --pause 30s',
  },
  ...{
    retry: 'a failed request is never sent again: each counts',
    retries: 'a failed request is never sent again: each counts',
  },
  ...{ color: 'for no colours set the environment variable NO_COLOR=1' },
  ...{ colour: 'for no colours set the environment variable NO_COLOR=1' },
  ...{ url: 'the URL is written without an option', target: 'the URL is written without an option' },
};

/** The hint for a letter that is no flag here; null if it is nobody's habit. `value`: what follows it. */
export function hintForLetter(letter: string, value: string): string | null {
  return hint(LETTERS, letter, value);
}

/** The hint for a name that is no flag here; null if it is nobody's habit. `value`: what follows it. */
export function hintForName(name: string, value: string): string | null {
  return hint(NAMES, name, value) ?? hint(NAMES, name.replace(/^no-/, ''), value);
}

/** The hint for a switch that was given a value: `-q 50` is a rate in hey and oha, `--json '{}'` a body in curl. */
export function hintForSwitch(name: string, value: string): string | null {
  if (name === 'quiet' && NUMBER.test(value)) return rate(value);
  if (name === 'json' && /^\s*[[{"]|^@/.test(value)) return BODY;
  return null;
}

/** The hint for a value that is no method: `-m 10` is a time in curl. */
export function hintForMethod(value: string): string | null {
  return TIME.test(value) ? `for a time limit use --max-time ${value}` : null;
}

function hint(habits: Readonly<Record<string, Habit>>, key: string, value: string): string | null {
  if (!Object.hasOwn(habits, key)) return null;
  const habit = habits[key] as Habit;
  return typeof habit === 'string' ? habit : habit(value);
}
