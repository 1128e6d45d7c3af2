import type { PatternFiles } from '../rules.js';
import { type Asking, unsure } from './asking.js';
import { type Cast, toInt, toText } from './casts.js';
import { settled } from './draws.js';
import { variableOf } from './fetches.js';
import type { Doubt, Settled } from './sample.js';

/** What converters know beside the request. */
export interface Converting extends Asking {
  files: PatternFiles;
  unsureFiles: ReadonlyMap<string, string>;
}

/** What a converter makes. Null: it fails. Undefined: it is not told here. */
export type Made = Settled | Doubt | null | undefined;

/** A converter with the type that it takes. */
export interface Converter {
  takes: (sample: Settled) => Cast;
  makes: (input: Settled, args: readonly string[], converting: Converting) => Made;
}

export function ofText(
  makes: (text: string, args: readonly string[], converting: Converting) => Made,
): Converter {
  return {
    takes: toText,
    makes: (input, ...rest) => (input.kind === 'str' ? makes(input.value, ...rest) : undefined),
  };
}

export function ofInt(
  makes: (value: bigint, args: readonly string[], converting: Converting) => Made,
): Converter {
  return {
    takes: toInt,
    makes: (input, ...rest) => (input.kind === 'int' ? makes(input.value, ...rest) : undefined),
  };
}

/** Variables that a converter goes by have to be decided before: what it makes of each number is asked many times. */
export function settleVariables(names: readonly string[], converting: Converting): void {
  const { variables } = converting.message;
  for (const name of names) {
    const value = variables.get(name);
    if (value?.kind !== 'draw') continue;
    const decided = settled(value, converting);
    if (decided === null) variables.delete(name);
    else variables.set(name, decided);
  }
}

/** The value of a variable that a converter goes by. */
export function variableValue(name: string, converting: Converting): Settled | Doubt | null {
  settleVariables([name], converting);
  const value = variableOf(name, converting);
  return value?.kind === 'draw' ? unsure(converting, 'it goes by chance', true) : value;
}
