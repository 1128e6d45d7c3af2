import type { MapConverterName } from '../rules/converter-types.js';
import { doubtExpression } from './asking.js';
import { toAddress, toInt, toText } from './casts.js';
import type { Converter } from './converter.js';
import { lookedUp, readMap } from './maps.js';
import type { Patterns } from './matching.js';
import { int, str } from './sample-value.js';

const map = (method: Patterns['method'], type: 'str' | 'int'): Converter => {
  const takes = method === 'int' ? toInt : method === 'ip' ? toAddress : toText;
  return {
    takes,
    makes: (input, [file = '', fallback], asking) => {
      const content = asking.rules.files[file];
      if (content === undefined)
        return doubtExpression(asking, `what the map file "${file}" holds is not known`);
      const why = asking.rules.unsureFiles.get(file);
      if (why !== undefined) return doubtExpression(asking, why);
      const found = lookedUp(input, readMap(content), method);
      const value = found === null ? fallback : found;
      if (value === undefined) return found === null ? null : undefined;
      if (type === 'str') return str(value);
      return /^-?\d{1,15}$/.test(value) ? int(Number(value)) : undefined;
    },
  };
};

/** Converters that look up in a file (manual, "map" and following). */
export const MAP_CONVERTERS: Record<MapConverterName, Converter> = {
  map: map('str', 'str'),
  map_beg: map('beg', 'str'),
  map_beg_int: map('beg', 'int'),
  map_dir: map('dir', 'str'),
  map_dom: map('dom', 'str'),
  map_end: map('end', 'str'),
  map_int: map('int', 'str'),
  map_ip: map('ip', 'str'),
  map_reg: map('reg', 'str'),
  map_str: map('str', 'str'),
  map_str_int: map('str', 'int'),
  map_sub: map('sub', 'str'),
};
