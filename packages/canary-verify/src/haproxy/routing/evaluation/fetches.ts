import type { Call } from '../rules/expression.js';
import type { FetchName } from '../rules/fetch-types.js';
import { backendAsked, quietNumbers } from '../rules/moment-fetches.js';
import { type Asking, doubtExpression } from './asking.js';
import { helloName, helloType, ofCertificate, source } from './connection-fetches.js';
import {
  asInteger,
  cookies,
  countHeaders,
  type Fetch,
  header,
  headerAddresses,
  parameters,
} from './header-fetches.js';
import type { Text } from './message.js';
import { random } from './random-fetch.js';
import { bool, int, isAscii, type SampleValue, type SettledValue, str } from './sample-value.js';
import { base, ofUri, pathOf, queryOf } from './uri-fetches.js';
import { variable } from './variable-fetch.js';

/** The values of a fetch, in order; empty if it fails. An ACL sees each value of a header. */
export function fetched({ name, args }: Call, asking: Asking): SampleValue[] {
  const quiet = quietNumbers(name);
  if (quiet !== null)
    return [
      asking.quiet === null
        ? doubtExpression(asking, 'it is a number of the moment', true)
        : int(quiet[asking.quiet] ?? 0n),
    ];
  const fetch = FETCHES[name as FetchName];
  if (fetch === undefined) return [doubtExpression(asking, `sample fetch "${name}" is not known here`, true)];
  if (asking.mode === 'tcp' && !WITHOUT_HTTP.has(name))
    return [doubtExpression(asking, `"${name}" is not followed in TCP mode`, true)];
  return args.every(isAscii)
    ? fetch(args, asking)
    : [doubtExpression(asking, 'its arguments have letters beyond ASCII')];
}

/** In TCP mode, those that need no HTTP. */
const WITHOUT_HTTP = new Set([
  ...[
    'always_false',
    'always_true',
    'bool',
    'int',
    'src',
    'ssl_fc',
    'str',
    'var',
    'wait_end',
    'rand',
    'dst_port',
    'env',
  ],
  ...[
    'nbsrv',
    'srv_is_up',
    'fe_name',
    'be_name',
    'ssl_fc_sni',
    'req.ssl_sni',
    'req_ssl_sni',
    'req.ssl_hello_type',
  ],
  ...[
    'req_ssl_hello_type',
    'ssl_fc_alpn',
    'ssl_c_used',
    'ssl_c_s_dn',
    'ssl_fc_has_crt',
    'ssl_fc_has_sni',
    'date',
    'uuid',
  ],
]);

/** The value of a fetch where one is needed, as by `set-var`: the last one, or the first parameter. */
export function fetchedOnce(call: Call, asking: Asking): SampleValue | null {
  const [header = '', occurrence = '-1'] = call.args;
  // If the last header value is not an address, no earlier one takes its place.
  const found = fetched(ADDRESSES.has(call.name) ? { ...call, args: [header, occurrence] } : call, asking);
  const first = PARAMETERS.has(call.name) || (COOKIES.has(call.name) && (call.args[0] ?? '') === '');
  return found.at(first ? 0 : -1) ?? null;
}

const ADDRESSES = new Set(['hdr_ip', 'req.hdr_ip']);
const PARAMETERS = new Set(['url_param', 'urlp', 'urlp_val']);
const COOKIES = new Set(['cook', 'cookie', 'cook_val', 'req.cook', 'req.cook_val']);

const notSaid =
  (why: string): Fetch =>
  (_, asking) => [doubtExpression(asking, why)];

/** A request without these headers has no value; with one of them, it is not told. */
const notRead =
  (headers: readonly string[], why: string): Fetch =>
  (_, asking) =>
    asking.message.headers.some(({ name }) => headers.includes(name)) ? [doubtExpression(asking, why)] : [];

const CREDENTIALS = ['authorization', 'proxy-authorization'];
const authorized = notRead(CREDENTIALS, 'credentials are not checked here');

const bearerToken: Fetch = (args, asking) => {
  const [header = ''] = args;
  const own = header === '' ? CREDENTIALS : [header.toLowerCase()];
  return notRead(own, 'a bearer token is not read here')(args, asking);
};

const goesByTime: Fetch = (_, asking) => [doubtExpression(asking, 'it goes by the time', true)];

const CONSTANT_BOOLS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

const FETCHES: Record<FetchName, Fetch> = {
  always_false: () => [bool(false)],
  always_true: () => [bool(true)],
  base,
  bool: ([text = ''], asking) => {
    const value = CONSTANT_BOOLS[text.toLowerCase()];
    return [value === undefined ? doubtExpression(asking, 'it is neither true nor false') : bool(value)];
  },
  cook: cookies,
  cook_cnt: countHeaders(cookies),
  cook_val: asInteger(cookies),
  cookie: cookies,
  be_name: (_, { proxy }) => [str(proxy)],
  'capture.req.hdr': ([index = ''], asking) => {
    const value = asking.message.captured[Number(index)];
    if (value === undefined)
      return [doubtExpression(asking, 'what is kept under this number is not known here')];
    return value === null ? [] : [str(value)];
  },
  date: goesByTime,
  dst: notSaid('the address that the request is sent to is not known here'),
  dst_port: (_, asking) => {
    const { port } = asking.message;
    return [port === null ? doubtExpression(asking, 'the port of the request is not known here') : int(port)];
  },
  fc_http_major: notSaid('the version of HTTP is not known here'),
  fe_name: (_, { frontend }) => [str(frontend)],
  env: notSaid('the environment of HAProxy is not known here'),
  hdr: header(false),
  hdr_cnt: countHeaders(header(false)),
  hdr_ip: headerAddresses,
  hdr_val: asInteger(header(false)),
  http_auth: authorized,
  http_auth_bearer: bearerToken,
  http_auth_group: authorized,
  http_first_req: notSaid('whether it is the first of its connection is not known here'),
  int: ([text = ''], asking) => [
    /^-?\d{1,18}$/.test(text)
      ? int(BigInt(text))
      : doubtExpression(asking, 'the integer is not understood here'),
  ],
  method: (_, { message: { method } }) => [asSample(method, (value) => ({ kind: 'method', value }))],
  nbsrv: (args, asking) => {
    const backend = backendAsked({ name: 'nbsrv', args }, asking.proxy) as string;
    const count = asking.assumed.serversUp[backend];
    return [
      count === undefined
        ? doubtExpression(asking, `how many servers of "${backend}" are up is not known here`)
        : int(count),
    ];
  },
  path: ofUri(pathOf),
  pathq: ofUri((uri) => (uri === '*' ? null : uri)),
  query: ofUri(queryOf),
  rand: random,
  'req.cook': cookies,
  'req.cook_cnt': countHeaders(cookies),
  'req.cook_val': asInteger(cookies),
  'req.fhdr': header(true),
  'req.fhdr_cnt': countHeaders(header(true)),
  'req.hdr': header(false),
  'req.hdr_cnt': countHeaders(header(false)),
  'req.hdr_ip': headerAddresses,
  'req.hdr_val': asInteger(header(false)),
  'req.proto_http': () => [bool(true)],
  'req.ssl_hello_type': helloType,
  'req.ssl_sni': helloName,
  'req.ver': notSaid('the version of HTTP is not known here'),
  req_proto_http: () => [bool(true)],
  req_ssl_hello_type: helloType,
  req_ssl_sni: helloName,
  req_ver: notSaid('the version of HTTP is not known here'),
  src: source,
  srv_is_up: (args, asking) => {
    const backend = backendAsked({ name: 'srv_is_up', args }, asking.proxy) as string;
    const count = asking.assumed.serversUp[backend];
    return [
      count === undefined ? doubtExpression(asking, `whether it is up is not known here`) : bool(count > 0),
    ];
  },
  ssl_c_s_dn: ofCertificate(() => []),
  ssl_c_used: ofCertificate(() => [bool(false)]),
  ssl_fc: (_, { message: { tls } }) => [bool(tls)],
  ssl_fc_alpn: notSaid('the version of HTTP is not known here'),
  ssl_fc_has_crt: ofCertificate(() => [bool(false)]),
  ssl_fc_has_sni: (_, { message: { tls, sni } }) => (tls ? [bool(sni !== null)] : []),
  ssl_fc_sni: (_, { message: { tls, sni } }) => (tls && sni !== null ? [str(sni)] : []),
  stopping: () => [bool(false)],
  str: ([text = '']) => [str(text)],
  url: (_, { message: { uri } }) => [asSample(uri, str)],
  url_param: parameters,
  urlp: parameters,
  urlp_val: asInteger(parameters),
  uuid: (_, asking) => [doubtExpression(asking, 'it is another one for each request', true)],
  var: variable,
  wait_end: () => [bool(true)],
};

function asSample(text: Text, known: (value: string) => SettledValue): SampleValue {
  return typeof text === 'string' ? known(text) : text;
}
