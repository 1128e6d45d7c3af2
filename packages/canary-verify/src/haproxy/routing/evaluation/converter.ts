import { type Asking, doubtExpression } from './asking.js';
import { type Cast, toInt, toText } from './casts.js';
import { settled } from './draws.js';
import type { Doubt, SettledValue } from './sample-value.js';
import { fetchVariable } from './variable-fetch.js';

/** The result of a converter. Null if it fails, undefined if it is not told here. */
export type Made = SettledValue | Doubt | null | undefined;

/** A converter with the type that it takes. */
export interface Converter {
  takes: (sample: SettledValue) => Cast;
  makes: (input: SettledValue, args: readonly string[], asking: Asking) => Made;
}

export function ofText(makes: (text: string, args: readonly string[], asking: Asking) => Made): Converter {
  return {
    takes: toText,
    makes: (input, ...rest) => (input.kind === 'str' ? makes(input.value, ...rest) : undefined),
  };
}

export function ofInt(makes: (value: bigint, args: readonly string[], asking: Asking) => Made): Converter {
  return {
    takes: toInt,
    makes: (input, ...rest) => (input.kind === 'int' ? makes(input.value, ...rest) : undefined),
  };
}

/** Variables that a converter goes by have to be decided before: what it makes of each number is asked many times. */
export function settleVariables(names: readonly string[], asking: Asking): void {
  const { variables } = asking.message;
  for (const name of names) {
    const value = variables.get(name);
    if (value?.kind !== 'draw') continue;
    const decided = settled(value, asking);
    if (decided === null) variables.delete(name);
    else variables.set(name, decided);
  }
}

/** The value of a variable that a converter goes by. */
export function variableValue(name: string, asking: Asking): SettledValue | Doubt | null {
  settleVariables([name], asking);
  const value = fetchVariable(name, asking);
  return value?.kind === 'draw' ? doubtExpression(asking, 'it goes by chance', true) : value;
}
