import type { IntegerConverterName } from '../rules/converter-types.js';
import { ARITHMETIC } from './arithmetic.js';
import type { Asking } from './asking.js';
import { toInt } from './casts.js';
import { type Converter, type Made, ofInt, variableValue } from './converter.js';
import { bool, int, str } from './sample-value.js';

const arithmetic = (name: string): Converter =>
  ofInt((value, [argument = ''], asking) => {
    const operand = operandOf(argument, asking);
    if (operand === null || operand === undefined) return operand;
    if (operand.kind !== 'int') return operand;
    const result = (ARITHMETIC[name] as (typeof ARITHMETIC)['add'])(value, operand.value);
    return result === null ? undefined : int(result);
  });

/** An integer, or a variable that is taken as one. */
function operandOf(argument: string, asking: Asking): Made {
  if (/^-?\d{1,18}$/.test(argument)) return int(BigInt(argument));
  const variable = variableValue(argument, asking);
  if (variable === null || variable.kind === 'doubt') return variable;
  const cast = toInt(variable);
  return cast === null ? null : 'why' in cast ? undefined : cast;
}

const truth = (is: (value: bigint) => boolean): Converter => ofInt((value) => bool(is(value)));

/** Converters of integers (manual, section 7.3.1). */
export const INTEGER_CONVERTERS: Record<IntegerConverterName, Converter> = {
  add: arithmetic('add'),
  and: arithmetic('and'),
  bool: truth((value) => value !== 0n),
  cpl: ofInt((value) => int(~value)),
  div: arithmetic('div'),
  even: truth((value) => value % 2n === 0n),
  iif: ofInt((value, [yes = '', no = '']) => str(value === 0n ? no : yes)),
  mod: arithmetic('mod'),
  mul: arithmetic('mul'),
  neg: ofInt((value) => int(value === -(2n ** 63n) ? 2n ** 63n - 1n : -value)),
  not: truth((value) => value === 0n),
  odd: truth((value) => value % 2n !== 0n),
  or: arithmetic('or'),
  sub: arithmetic('sub'),
  xor: arithmetic('xor'),
};
