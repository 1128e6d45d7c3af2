import type { Call } from '../expression.js';
import type { FetchName } from '../reading/sample-types.js';
import type { Phase } from '../rules.js';
import { isOddAddress, readAddress } from './addresses.js';
import { type Asking, unsure } from './asking.js';
import { uniform } from './distribution.js';
import { drawn } from './draws.js';
import { commaValues, cookieValues, parameterValues } from './header-values.js';
import type { Text } from './message.js';
import { bool, type Doubt, int, isAscii, type Sample, type Settled, str } from './sample.js';

type Fetch = (args: readonly string[], asking: Asking) => Sample[];

/** What a fetch finds, in order; none: it fails. Of a header with several values, an ACL sees each. */
export function fetched({ name, args }: Call, asking: Asking): Sample[] {
  const fetch = FETCHES[name as FetchName];
  if (fetch === undefined) return [unsure(asking, `sample fetch "${name}" is not known here`, true)];
  if (asking.mode === 'tcp' && !WITHOUT_HTTP.has(name))
    return [unsure(asking, `"${name}" is not followed in TCP mode`, true)];
  return args.every(isAscii)
    ? fetch(args, asking)
    : [unsure(asking, 'its arguments have letters beyond ASCII')];
}

const WITHOUT_HTTP = new Set(['always_false', 'always_true', 'bool', 'int', 'src', 'ssl_fc', 'str', 'var']);

/** What a fetch finds where one value is wanted, as by `set-var`: of several, the last; of parameters, the first. */
export function fetchedOnce(call: Call, asking: Asking): Sample | null {
  const found = fetched(call, asking);
  const first = PARAMETERS.has(call.name) || (COOKIES.has(call.name) && (call.args[0] ?? '') === '');
  return found.at(first ? 0 : -1) ?? null;
}

const PARAMETERS = new Set(['url_param', 'urlp', 'urlp_val']);
const COOKIES = new Set(['cook', 'cookie', 'cook_val', 'req.cook', 'req.cook_val']);

const notSaid =
  (why: string): Fetch =>
  (_, asking) => [unsure(asking, why)];

const header = (whole: boolean): Fetch => {
  return ([name = '', occurrence], asking) => picked(headerValues(name, whole, asking), occurrence, asking);
};

const cookies: Fetch = ([name = ''], { message: { headers } }) =>
  headers.flatMap((line): Sample[] => {
    if (line.name !== 'cookie') return [];
    const { value } = line;
    if (typeof value !== 'string') return [value];
    return commaValues(value).flatMap((part) => cookieValues(part, name).map(str));
  });

const parameters: Fetch = (args, asking) => {
  const [name = '', delimiter = '?'] = args;
  if (args.length > 2 || delimiter.length !== 1)
    return [unsure(asking, 'its arguments are not understood here')];
  const { uri } = asking.message;
  return typeof uri === 'string' ? parameterValues(uri, name, delimiter).map(str) : [uri];
};

const count =
  (of: Fetch): Fetch =>
  (args, asking) => {
    const found = of(args.slice(0, 1), asking);
    return [found.find(isDoubt) ?? int(found.length)];
  };

/** As HAProxy's `strl2ic`, for what is an integer or a text that begins with one. */
const asInteger =
  (of: Fetch): Fetch =>
  (args, asking) =>
    of(args, asking).map((sample) => {
      if (sample.kind !== 'str') return sample;
      const [digits] = /^-?\d{0,9}(?![\t -9])/.exec(sample.value) ?? [];
      return digits === undefined
        ? unsure(asking, `${JSON.stringify(sample.value)} is no plain integer`)
        : int(Number(digits) || 0);
    });

const headerAddresses: Fetch = (args, asking) =>
  header(false)(args, asking).flatMap((sample): Sample[] => {
    if (sample.kind !== 'str') return [sample];
    const plain = /^([\d.]+):([1-9]\d{0,3}|[1-5]\d{4})$/.exec(sample.value)?.[1] ?? sample.value;
    const address = readAddress(plain);
    if (address !== null) return [{ kind: 'ip', ...address }];
    return isOddAddress(sample.value)
      ? [unsure(asking, `${JSON.stringify(sample.value)} may be taken for an address`)]
      : [];
  });

const source: Fetch = (_, asking) => {
  const { source: text } = asking.message;
  if (typeof text !== 'string') return [text];
  const address = readAddress(text);
  return [
    address === null ? unsure(asking, 'the address of the client is not known') : { kind: 'ip', ...address },
  ];
};

/** Something of path and query; null: it has none. */
const ofUri =
  (part: (uri: string) => string | null): Fetch =>
  (_, asking) => {
    const { uri } = asking.message;
    if (typeof uri !== 'string') return [uri];
    if (!uri.startsWith('/') && uri !== '*')
      return [unsure(asking, 'the path does not begin with a slash any more')];
    const found = part(uri);
    return found === null ? [] : [str(found)];
  };

const pathOf = (uri: string) => (uri === '*' ? null : (uri.split('?', 1)[0] as string));
const queryOf = (uri: string) => (uri.includes('?') ? uri.slice(uri.indexOf('?') + 1) : null);

/** The first `Host`, and the path after it. */
const base: Fetch = (args, asking) => {
  const [host] = headerValues('host', false, asking);
  if (host !== undefined && host.kind !== 'str') return [host];
  const [path] = ofUri(pathOf)(args, asking);
  if (host === undefined || host.value === '') return path === undefined ? [] : [path];
  if (path === undefined) return [host];
  return [path.kind === 'str' ? str(host.value + path.value) : path];
};

const HTTP_PHASES: ReadonlySet<Phase> = new Set([
  'monitor',
  'http-request',
  'stats',
  'redirect',
  'use_backend',
]);

const random: Fetch = ([argument], asking) => {
  // Before HTTP is read, HAProxy asks once a connection, or again and again until the inspect delay is over.
  if (!HTTP_PHASES.has(asking.phase)) return [unsure(asking, 'how often this draws is not known here', true)];
  const most = argument === undefined || argument === '' ? 2 ** 32 : Number(argument);
  if (!/^\d{0,10}$/.test(argument ?? '') || most > 2 ** 32)
    return [unsure(asking, 'its range is not understood here', true)];
  return [most <= 1 ? int(0) : drawn(asking.message, uniform(most))];
};

const variable: Fetch = ([name = '', fallback], asking) => {
  const known = variableOf(name, asking);
  if (known !== null) return [known];
  return fallback === undefined ? [] : [str(fallback)];
};

/** The value of a variable; null: it has none. */
export function variableOf(name: string, asking: Asking): Sample | null {
  const known = asking.message.variables.get(name);
  if (known !== undefined) return known;
  if (name.startsWith('proc.')) return unsure(asking, 'variables of the process may be changed at any time');
  return asking.lasting.has(name)
    ? unsure(asking, 'an earlier request of the connection may have set it')
    : null;
}

const authorized: Fetch = (_, asking) =>
  asking.message.headers.some(({ name }) => name === 'authorization' || name === 'proxy-authorization')
    ? [unsure(asking, 'credentials are not checked here')]
    : [];

const CONSTANT_BOOLS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

const FETCHES: Record<FetchName, Fetch> = {
  always_false: () => [bool(false)],
  always_true: () => [bool(true)],
  base,
  bool: ([text = ''], asking) => {
    const value = CONSTANT_BOOLS[text.toLowerCase()];
    return [value === undefined ? unsure(asking, 'it is neither true nor false') : bool(value)];
  },
  cook: cookies,
  cook_cnt: count(cookies),
  cook_val: asInteger(cookies),
  cookie: cookies,
  dst_port: notSaid('the port of the request is not known here'),
  env: notSaid('the environment of HAProxy is not known here'),
  hdr: header(false),
  hdr_cnt: count(header(false)),
  hdr_ip: headerAddresses,
  hdr_val: asInteger(header(false)),
  http_auth: authorized,
  http_first_req: notSaid('whether it is the first of its connection is not known here'),
  int: ([text = ''], asking) => [
    /^-?\d{1,18}$/.test(text) ? int(BigInt(text)) : unsure(asking, 'the integer is not understood here'),
  ],
  method: (_, { message: { method } }) => [asSample(method, (value) => ({ kind: 'method', value }))],
  nbsrv: notSaid('how many servers are up is not known here'),
  path: ofUri(pathOf),
  pathq: ofUri((uri) => (uri === '*' ? null : uri)),
  query: ofUri(queryOf),
  rand: random,
  'req.cook': cookies,
  'req.cook_cnt': count(cookies),
  'req.cook_val': asInteger(cookies),
  'req.fhdr': header(true),
  'req.fhdr_cnt': count(header(true)),
  'req.hdr': header(false),
  'req.hdr_cnt': count(header(false)),
  'req.hdr_ip': headerAddresses,
  'req.hdr_val': asInteger(header(false)),
  'req.proto_http': () => [bool(true)],
  'req.ver': notSaid('the version of HTTP is not known here'),
  req_proto_http: () => [bool(true)],
  req_ver: notSaid('the version of HTTP is not known here'),
  src: source,
  ssl_fc: (_, { message: { tls } }) => [bool(tls)],
  str: ([text = '']) => [str(text)],
  url: (_, { message: { uri } }) => [asSample(uri, str)],
  url_param: parameters,
  urlp: parameters,
  urlp_val: asInteger(parameters),
  var: variable,
  wait_end: () => [bool(true)],
};

function asSample(text: Text, known: (value: string) => Settled): Sample {
  return typeof text === 'string' ? known(text) : text;
}

function isDoubt(sample: Sample): sample is Doubt {
  return sample.kind === 'doubt';
}

function headerValues(name: string, whole: boolean, asking: Asking): Sample[] {
  const { read, headers } = asking.message;
  if (read.of !== headers) {
    read.of = headers;
    read.values.clear();
  }
  const key = whole ? `whole ${name}` : name;
  const known = read.values.get(key);
  if (known !== undefined) return known;
  const values = readHeaderValues(name, whole, asking);
  // A doubt says which expression has it.
  if (!values.some(isDoubt)) read.values.set(key, values);
  return values;
}

function readHeaderValues(name: string, whole: boolean, asking: Asking): Sample[] {
  const wanted = name.toLowerCase();
  return asking.message.headers.flatMap(({ name: found, value }): Sample[] => {
    if (wanted !== '' && found !== wanted) return [];
    if (typeof value !== 'string') return [value];
    if (found === 'connection') return [unsure(asking, 'HAProxy changes the header Connection by itself')];
    return whole ? [str(value)] : commaValues(value).map(str);
  });
}

/** HAProxy remembers no more values than these when it counts from the last. */
const MOST_FROM_THE_END = 10;

/** Without an occurrence all values; 1 is the first and -1 the last. */
function picked(values: Sample[], occurrence: string | undefined, asking: Asking): Sample[] {
  if (occurrence === undefined || occurrence === '0') return values;
  if (!/^-?\d{1,4}$/.test(occurrence)) return [unsure(asking, 'the occurrence is not understood here')];
  const nth = Number(occurrence);
  if (-nth > MOST_FROM_THE_END) return [];
  const counted = nth > 0 ? values.slice(0, nth) : values.slice(nth);
  const unknown = counted.find(isDoubt);
  if (unknown !== undefined) return [unknown];
  return counted.length === Math.abs(nth) ? [(nth > 0 ? counted.at(-1) : counted[0]) as Sample] : [];
}
