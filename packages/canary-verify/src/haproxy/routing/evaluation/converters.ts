import type { Call } from '../expression.js';
import type { ConverterName } from '../reading/sample-types.js';
import type { PatternFiles } from '../rules.js';
import { ARITHMETIC } from './arithmetic.js';
import { type Asking, unsure } from './asking.js';
import { type Cast, toAddress, toInt, toText } from './casts.js';
import { convertedDraw } from './draw-converters.js';
import { settled } from './draws.js';
import { variableOf } from './fetches.js';
import { lookedUp, readMap } from './maps.js';
import type { Patterns } from './matching.js';
import { asJavaScript, replaced } from './regex.js';
import { bool, type Doubt, int, isAscii, type Known, type Sample, type Settled, str } from './sample.js';
import { decodedUrl, field, lowered, type Part, raised, trimmedBy, word } from './texts.js';

/** What converters know beside the request. */
export interface Converting extends Asking {
  files: PatternFiles;
  unsureFiles: ReadonlyMap<string, string>;
}

/**
 * What a converter makes of a sample. Null: it fails.
 *
 * @param own The number was drawn by this very expression, so that nothing else goes by it.
 */
export function converted(sample: Known, call: Call, converting: Converting, own: boolean): Sample | null {
  const { name, args } = call;
  if (!args.every(isAscii))
    return unsure(converting, 'the arguments of a converter have letters beyond ASCII');
  if (sample.kind !== 'draw') return settledConverted(sample, call, converting);
  const drawn = own ? convertedDraw(sample, name, args, converting.message) : null;
  if (drawn !== null) return drawn;
  settleVariables(args, converting);
  const { draw, as } = sample;
  return {
    kind: 'draw',
    draw,
    as: (number) => {
      const value = as === null ? int(number) : as(number);
      return value === null || value.kind === 'doubt' ? value : settledConverted(value, call, converting);
    },
  };
}

/** Variables that a converter goes by have to be decided before: what it makes of each number is asked many times. */
function settleVariables(names: readonly string[], converting: Converting): void {
  const { variables } = converting.message;
  for (const name of names) {
    const value = variables.get(name);
    if (value?.kind !== 'draw') continue;
    const decided = settled(value, converting);
    if (decided === null) variables.delete(name);
    else variables.set(name, decided);
  }
}

function settledConverted(
  sample: Settled,
  { name, args }: Call,
  converting: Converting,
): Settled | Doubt | null {
  const converter = CONVERTERS[name as ConverterName];
  if (converter === undefined) return unsure(converting, `converter "${name}" is not known here`);
  const input = converter.takes(sample);
  if (input === null) return null;
  if ('why' in input) return unsure(converting, input.why);
  const output = converter.makes(input, args, converting);
  if (output === undefined) return unsure(converting, `what "${name}" makes of it is not told here`);
  return output?.kind === 'str' && !isAscii(output.value)
    ? unsure(converting, 'it has letters beyond ASCII')
    : output;
}

interface Converter {
  takes: (sample: Settled) => Cast;
  /** Null: it fails. Undefined: it is not told here. */
  makes: (
    input: Settled,
    args: readonly string[],
    converting: Converting,
  ) => Settled | Doubt | null | undefined;
}

function ofText(
  makes: (
    text: string,
    args: readonly string[],
    converting: Converting,
  ) => Settled | Doubt | null | undefined,
): Converter {
  return {
    takes: toText,
    makes: (input, ...rest) => (input.kind === 'str' ? makes(input.value, ...rest) : undefined),
  };
}

function ofInt(
  makes: (
    value: bigint,
    args: readonly string[],
    converting: Converting,
  ) => Settled | Doubt | null | undefined,
): Converter {
  return {
    takes: toInt,
    makes: (input, ...rest) => (input.kind === 'int' ? makes(input.value, ...rest) : undefined),
  };
}

const arithmetic = (name: string): Converter =>
  ofInt((value, [argument = ''], converting) => {
    const operand = operandOf(argument, converting);
    if (operand === null || operand === undefined) return operand;
    if (operand.kind !== 'int') return operand;
    const result = (ARITHMETIC[name] as (typeof ARITHMETIC)['add'])(value, operand.value);
    return result === null ? undefined : int(result);
  });

/** An integer, or a variable that is taken as one. */
function operandOf(argument: string, converting: Converting): Settled | Doubt | null | undefined {
  if (/^-?\d{1,18}$/.test(argument)) return int(BigInt(argument));
  const variable = variableValue(argument, converting);
  if (variable === null || variable.kind === 'doubt') return variable;
  const cast = toInt(variable);
  return cast === null ? null : 'why' in cast ? undefined : cast;
}

function variableValue(name: string, converting: Converting): Settled | Doubt | null {
  settleVariables([name], converting);
  const value = variableOf(name, converting);
  return value?.kind === 'draw' ? unsure(converting, 'it goes by chance', true) : value;
}

const part = (cut: (text: string, part: Part) => string | null, missing: null | undefined): Converter =>
  ofText((text, [index = '', separators = '', count = '1']) => {
    if (!/^-?[1-9]\d{0,3}$/.test(index) || !/^\d{1,4}$/.test(count) || separators === '') return undefined;
    const found = cut(text, { index: Number(index), separators, count: Number(count) });
    return found === null ? missing : str(found);
  });

const map = (method: Patterns['method'], type: 'str' | 'int'): Converter => {
  const takes = method === 'int' ? toInt : method === 'ip' ? toAddress : toText;
  return {
    takes,
    makes: (input, [file = '', fallback], converting) => {
      const content = converting.files[file];
      if (content === undefined) return unsure(converting, `what the map file "${file}" holds is not known`);
      const why = converting.unsureFiles.get(file);
      if (why !== undefined) return unsure(converting, why);
      const found = lookedUp(input, readMap(content), method);
      const value = found === null ? fallback : found;
      if (value === undefined) return found === null ? null : undefined;
      if (type === 'str') return str(value);
      return /^-?\d{1,15}$/.test(value) ? int(Number(value)) : undefined;
    },
  };
};

const concat: Converter = ofText((text, [before = '', name = '', after = ''], converting) => {
  const variable = name === '' ? null : variableValue(name, converting);
  if (variable?.kind === 'doubt') return variable;
  const value = variable === null ? str('') : toText(variable);
  if (value === null || 'why' in value || value.kind !== 'str') return undefined;
  return str(text + before + value.value + after);
});

const regsub: Converter = ofText((text, [pattern = '', replacement = '', flags = '']) => {
  const regex = asJavaScript(pattern, flags.includes('i'));
  if (regex === null || !/^[gi]*$/.test(flags)) return undefined;
  let rest = text;
  let out = '';
  for (let first = true; first || flags.includes('g'); first = false) {
    // Behind the first match, `^` matches no more.
    if (!first && pattern.includes('^')) return undefined;
    const match = regex.exec(rest);
    if (match === null) break;
    const written = replaced(match, replacement);
    // HAProxy steps over an empty match in a way of its own.
    if (written === null || match[0] === '') return undefined;
    out += rest.slice(0, match.index) + written;
    rest = rest.slice(match.index + match[0].length);
  }
  return str(out + rest);
});

const compared: Converter = ofText((text, [name = ''], converting) => {
  const variable = variableValue(name, converting);
  if (variable === null || variable.kind === 'doubt') return variable;
  const other = toText(variable);
  if (other === null || 'why' in other || other.kind !== 'str') return undefined;
  if (text === other.value) return int(0);
  // How far apart differing letters are depends on the C library; a text that begins with the other one does not.
  if (text.startsWith(other.value)) return int(1);
  return other.value.startsWith(text) ? int(-1) : undefined;
});

const truth = (is: (value: bigint) => boolean): Converter => ofInt((value) => bool(is(value)));

const CONVERTERS: Record<ConverterName, Converter> = {
  add: arithmetic('add'),
  and: arithmetic('and'),
  bool: truth((value) => value !== 0n),
  concat,
  cpl: ofInt((value) => int(~value)),
  div: arithmetic('div'),
  even: truth((value) => value % 2n === 0n),
  field: part(field, null),
  iif: ofInt((value, [yes = '', no = '']) => str(value === 0n ? no : yes)),
  length: ofText((text) => int(text.length)),
  lower: ofText((text) => str(lowered(text))),
  ltrim: ofText((text, [letters = '']) => str(trimmedBy(text, letters, 'left'))),
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
  mod: arithmetic('mod'),
  mul: arithmetic('mul'),
  neg: ofInt((value) => int(value === -(2n ** 63n) ? 2n ** 63n - 1n : -value)),
  not: truth((value) => value === 0n),
  odd: truth((value) => value % 2n !== 0n),
  or: arithmetic('or'),
  regsub,
  rtrim: ofText((text, [letters = '']) => str(trimmedBy(text, letters, 'right'))),
  strcmp: compared,
  sub: arithmetic('sub'),
  upper: ofText((text) => str(raised(text))),
  url_dec: ofText((text, [inForm = '0']) => {
    const decoded = decodedUrl(text, inForm !== '0');
    return decoded === null ? null : str(decoded);
  }),
  // When there are fewer words, HAProxy 2.6 gives an empty text and 3.0 nothing.
  word: part(word, undefined),
  xor: arithmetic('xor'),
};
