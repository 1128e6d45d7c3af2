import type { SampleType } from './fetch-types.js';
import { quietNumbers } from './moment-fetches.js';

/** Converters that are understood, with the type of what they make. */
const INTEGER_CONVERTERS: Record<IntegerConverterName, SampleType> = {
  add: 'int',
  and: 'int',
  bool: 'bool',
  cpl: 'int',
  div: 'int',
  even: 'bool',
  iif: 'str',
  mod: 'int',
  mul: 'int',
  neg: 'int',
  not: 'bool',
  odd: 'bool',
  or: 'int',
  sub: 'int',
  xor: 'int',
};

const TEXT_CONVERTERS: Record<TextConverterName, SampleType> = {
  b64dec: 'str',
  base64: 'str',
  concat: 'str',
  field: 'str',
  host_only: 'str',
  json_query: 'any',
  length: 'int',
  lower: 'str',
  ltrim: 'str',
  port_only: 'int',
  regsub: 'str',
  rtrim: 'str',
  strcmp: 'int',
  upper: 'str',
  url_dec: 'str',
  word: 'str',
};

const MAP_CONVERTERS: Record<MapConverterName, SampleType> = {
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
};

const HASH_CONVERTERS: Record<HashConverterName, SampleType> = {
  crc32: 'int',
  djb2: 'int',
  sdbm: 'int',
  wt6: 'int',
  xxh32: 'int',
  xxh64: 'int',
};

const ADDRESS_CONVERTERS: Record<AddressConverterName, SampleType> = { ipmask: 'ip' };

const CONVERTER_TYPES: Record<ConverterName, SampleType> = {
  ...INTEGER_CONVERTERS,
  ...TEXT_CONVERTERS,
  ...MAP_CONVERTERS,
  ...HASH_CONVERTERS,
  ...ADDRESS_CONVERTERS,
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
  | 'b64dec'
  | 'base64'
  | 'concat'
  | 'field'
  | 'host_only'
  | 'json_query'
  | 'length'
  | 'lower'
  | 'ltrim'
  | 'port_only'
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
export type HashConverterName = 'crc32' | 'djb2' | 'sdbm' | 'wt6' | 'xxh32' | 'xxh64';
export type AddressConverterName = 'ipmask';
export type ConverterName =
  | IntegerConverterName
  | TextConverterName
  | MapConverterName
  | HashConverterName
  | AddressConverterName;

export function isConverterName(name: string): boolean {
  return Object.hasOwn(CONVERTER_TYPES, name) || quietNumbers(name) !== null;
}

/** The type of what a converter makes; null if it is not known here. */
export function converterType(name: string): SampleType | null {
  if (Object.hasOwn(CONVERTER_TYPES, name)) return CONVERTER_TYPES[name as ConverterName];
  return quietNumbers(name) === null ? null : 'int';
}
