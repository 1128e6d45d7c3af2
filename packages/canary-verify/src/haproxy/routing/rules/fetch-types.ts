import { quietNumbers } from './moment-fetches.js';

/** Types of samples as far as they decide how a test matches by default (manual, section 7.3 and 7.4). */
export type SampleType = 'str' | 'int' | 'bool' | 'ip' | 'method' | 'any';

/** Fetches that are understood, with the type of what they give. */
const FETCH_TYPES: Record<FetchName, SampleType> = {
  always_false: 'bool',
  always_true: 'bool',
  base: 'str',
  be_name: 'str',
  bool: 'bool',
  'capture.req.hdr': 'str',
  cook: 'str',
  cook_cnt: 'int',
  cook_val: 'int',
  cookie: 'str',
  date: 'int',
  dst: 'ip',
  dst_port: 'int',
  env: 'str',
  fc_http_major: 'int',
  fe_name: 'str',
  hdr: 'str',
  hdr_cnt: 'int',
  hdr_ip: 'ip',
  hdr_val: 'int',
  http_auth: 'bool',
  http_auth_bearer: 'str',
  http_auth_group: 'str',
  http_first_req: 'bool',
  int: 'int',
  method: 'method',
  nbsrv: 'int',
  path: 'str',
  pathq: 'str',
  query: 'str',
  rand: 'int',
  'req.cook': 'str',
  'req.cook_cnt': 'int',
  'req.cook_val': 'int',
  'req.fhdr': 'str',
  'req.fhdr_cnt': 'int',
  'req.hdr': 'str',
  'req.hdr_cnt': 'int',
  'req.hdr_ip': 'ip',
  'req.hdr_val': 'int',
  'req.proto_http': 'bool',
  'req.ssl_hello_type': 'int',
  'req.ssl_sni': 'str',
  'req.ver': 'str',
  req_proto_http: 'bool',
  req_ssl_hello_type: 'int',
  req_ssl_sni: 'str',
  req_ver: 'str',
  src: 'ip',
  srv_is_up: 'bool',
  ssl_c_s_dn: 'str',
  ssl_c_used: 'bool',
  ssl_fc: 'bool',
  ssl_fc_alpn: 'str',
  ssl_fc_has_crt: 'bool',
  ssl_fc_has_sni: 'bool',
  ssl_fc_sni: 'str',
  stopping: 'bool',
  str: 'str',
  url: 'str',
  url_param: 'str',
  urlp: 'str',
  urlp_val: 'int',
  uuid: 'str',
  var: 'any',
  wait_end: 'bool',
};

export type FetchName =
  | 'always_false'
  | 'always_true'
  | 'base'
  | 'be_name'
  | 'bool'
  | 'capture.req.hdr'
  | 'cook'
  | 'cook_cnt'
  | 'cook_val'
  | 'cookie'
  | 'date'
  | 'dst'
  | 'dst_port'
  | 'env'
  | 'fc_http_major'
  | 'fe_name'
  | 'hdr'
  | 'hdr_cnt'
  | 'hdr_ip'
  | 'hdr_val'
  | 'http_auth'
  | 'http_auth_bearer'
  | 'http_auth_group'
  | 'http_first_req'
  | 'int'
  | 'method'
  | 'nbsrv'
  | 'path'
  | 'pathq'
  | 'query'
  | 'rand'
  | 'req.cook'
  | 'req.cook_cnt'
  | 'req.cook_val'
  | 'req.fhdr'
  | 'req.fhdr_cnt'
  | 'req.hdr'
  | 'req.hdr_cnt'
  | 'req.hdr_ip'
  | 'req.hdr_val'
  | 'req.proto_http'
  | 'req.ssl_hello_type'
  | 'req.ssl_sni'
  | 'req.ver'
  | 'req_proto_http'
  | 'req_ssl_hello_type'
  | 'req_ssl_sni'
  | 'req_ver'
  | 'src'
  | 'srv_is_up'
  | 'ssl_c_s_dn'
  | 'ssl_c_used'
  | 'ssl_fc'
  | 'ssl_fc_alpn'
  | 'ssl_fc_has_crt'
  | 'ssl_fc_has_sni'
  | 'ssl_fc_sni'
  | 'stopping'
  | 'str'
  | 'url'
  | 'url_param'
  | 'urlp'
  | 'urlp_val'
  | 'uuid'
  | 'var'
  | 'wait_end';

export function isFetchName(name: string): boolean {
  return Object.hasOwn(FETCH_TYPES, name) || quietNumbers(name) !== null;
}

/** The type of what a fetch gives; null if it is not known here. */
export function fetchType(name: string): SampleType | null {
  if (Object.hasOwn(FETCH_TYPES, name)) return FETCH_TYPES[name as FetchName];
  return quietNumbers(name) === null ? null : 'int';
}
