/** Types of samples as far as they decide how a test matches by default (manual, section 7.3 and 7.4). */
export type SampleType = 'str' | 'int' | 'bool' | 'ip' | 'method' | 'any';

/** Fetches that are understood, with the type of what they give. */
const FETCH_TYPES: Record<FetchName, SampleType> = {
  always_false: 'bool',
  always_true: 'bool',
  base: 'str',
  bool: 'bool',
  cook: 'str',
  cook_cnt: 'int',
  cook_val: 'int',
  cookie: 'str',
  dst_port: 'int',
  hdr: 'str',
  hdr_cnt: 'int',
  hdr_ip: 'ip',
  hdr_val: 'int',
  http_auth: 'bool',
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
  'req.ver': 'str',
  req_proto_http: 'bool',
  req_ver: 'str',
  src: 'ip',
  ssl_fc: 'bool',
  str: 'str',
  url: 'str',
  url_param: 'str',
  urlp: 'str',
  urlp_val: 'int',
  var: 'any',
  wait_end: 'bool',
  env: 'str',
};

export type FetchName =
  | 'always_false'
  | 'always_true'
  | 'base'
  | 'bool'
  | 'cook'
  | 'cook_cnt'
  | 'cook_val'
  | 'cookie'
  | 'dst_port'
  | 'hdr'
  | 'hdr_cnt'
  | 'hdr_ip'
  | 'hdr_val'
  | 'http_auth'
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
  | 'req.ver'
  | 'req_proto_http'
  | 'req_ver'
  | 'src'
  | 'ssl_fc'
  | 'str'
  | 'url'
  | 'url_param'
  | 'urlp'
  | 'urlp_val'
  | 'var'
  | 'wait_end'
  | 'env';

export function isFetchName(name: string): name is FetchName {
  return Object.hasOwn(FETCH_TYPES, name);
}

export function fetchType(name: FetchName): SampleType {
  return FETCH_TYPES[name];
}

/** Converters that are understood, with the type of what they make. */
const CONVERTER_TYPES: Record<ConverterName, SampleType> = {
  add: 'int',
  and: 'int',
  bool: 'bool',
  concat: 'str',
  cpl: 'int',
  div: 'int',
  even: 'bool',
  field: 'str',
  iif: 'str',
  length: 'int',
  lower: 'str',
  ltrim: 'str',
  map: 'str',
  map_beg: 'str',
  map_beg_int: 'int',
  map_dir: 'str',
  map_dom: 'str',
  map_end: 'str',
  map_int: 'str',
  map_ip: 'str',
  map_reg: 'str',
  map_str: 'str',
  map_str_int: 'int',
  map_sub: 'str',
  mod: 'int',
  mul: 'int',
  neg: 'int',
  not: 'bool',
  odd: 'bool',
  or: 'int',
  regsub: 'str',
  rtrim: 'str',
  strcmp: 'int',
  sub: 'int',
  upper: 'str',
  url_dec: 'str',
  word: 'str',
  xor: 'int',
  wt6: 'int',
  sdbm: 'int',
  djb2: 'int',
  crc32: 'int',
};

export type IntegerConverterName =
  | 'add'
  | 'and'
  | 'bool'
  | 'cpl'
  | 'div'
  | 'even'
  | 'iif'
  | 'mod'
  | 'mul'
  | 'neg'
  | 'not'
  | 'odd'
  | 'or'
  | 'sub'
  | 'xor';
export type TextConverterName =
  | 'concat'
  | 'field'
  | 'length'
  | 'lower'
  | 'ltrim'
  | 'regsub'
  | 'rtrim'
  | 'strcmp'
  | 'upper'
  | 'url_dec'
  | 'word';
export type MapConverterName =
  | 'map'
  | 'map_beg'
  | 'map_beg_int'
  | 'map_dir'
  | 'map_dom'
  | 'map_end'
  | 'map_int'
  | 'map_ip'
  | 'map_reg'
  | 'map_str'
  | 'map_str_int'
  | 'map_sub';
export type HashConverterName = 'crc32' | 'djb2' | 'sdbm' | 'wt6';
export type ConverterName = IntegerConverterName | TextConverterName | MapConverterName | HashConverterName;

export function isConverterName(name: string): name is ConverterName {
  return Object.hasOwn(CONVERTER_TYPES, name);
}

export function converterType(name: ConverterName): SampleType {
  return CONVERTER_TYPES[name];
}
