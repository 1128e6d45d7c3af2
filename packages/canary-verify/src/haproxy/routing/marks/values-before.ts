import { readMap } from '../evaluation/maps.js';
import type { KnownTest } from '../rules/condition.js';
import type { Call } from '../rules/expression.js';
import type { RoutingRules } from '../rules/rules.js';
import { exampleValue } from './example-value.js';

/** Texts of which converters may make a value, the last converter first; empty if none is known. Each is tried later. */
export function valuesBefore(converters: readonly Call[], value: string, rules: RoutingRules): string[] {
  let values = [value];
  for (const { name, args } of converters.toReversed())
    values = values.flatMap((one) => before(name, args, one, rules)).slice(0, MOST);
  return values;
}

const MOST = 32;

/** They leave a plain text as it is. */
const SAME = new Set(['lower', 'upper', 'ltrim', 'rtrim', 'url_dec', 'regsub', 'host_only', 'bool']);

function before(name: string, args: readonly string[], value: string, rules: RoutingRules): string[] {
  if (SAME.has(name)) return [value];
  const [first = '', second = ''] = args;
  if (name === 'word' || name === 'field') return part(Number(first), second, value);
  if (name === 'b64dec') return [Buffer.from(value, 'latin1').toString('base64')];
  if (name === 'base64') return [Buffer.from(value, 'base64').toString('latin1')];
  if (name === 'json_query') return ofJson(first, value);
  if (name === 'length') return /^\d{1,3}$/.test(value) ? ['x'.repeat(Number(value))] : [];
  if (!/^map(?:_|$)/.test(name)) return [];
  const method = name === 'map' ? 'str' : (/^map_(\w+?)(?:_int)?$/.exec(name)?.[1] ?? 'str');
  const lines = readMap(rules.files[first] ?? '');
  const fitting = lines.filter((line) => line.value === value);
  return (fitting.length > 0 ? fitting : lines).flatMap(
    ({ key }) => exampleValue(method as KnownTest['method'], key) ?? [],
  );
}

/** `x:x:value` for the third part. */
function part(index: number, separators: string, value: string): string[] {
  const separator = separators[0];
  if (separator === undefined || !Number.isInteger(index) || Math.abs(index) > 20 || index === 0) return [];
  const others = Array<string>(Math.abs(index) - 1).fill('x');
  return [(index > 0 ? [...others, value] : [value, ...others]).join(separator)];
}

function ofJson(path: string, value: string): string[] {
  const keys = [...path.matchAll(/\.(\w+)/g)].map(([, key]) => key as string);
  if (keys.length === 0 || `$.${keys.join('.')}` !== path) return [];
  // A number may be one in quotation marks, too.
  const written = /^-?\d{1,15}$/.test(value) ? [value, Number(value)] : [value];
  return written.map((one) =>
    JSON.stringify(keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), one)),
  );
}
