import { nearest } from '../text/nearest.js';
import { quoted, UsageError } from '../text/usage-error.js';

/** Refuses what nobody would hear of, with the word that was probably meant. */
export function refuseUnknown(option: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const meant = nearest(unknown, known);
  const cure = meant === null ? `it knows ${known.join(', ')}` : `did you mean ${quoted(meant)}?`;
  throw new UsageError(option, `has no ${quoted(unknown)}; ${cure}`);
}

/** These read a value by its name, or throw a UsageError that says what it must be. */
export function objectAt(option: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new UsageError(option, `must be an object; got ${shown(value)}`);
}

export function textAt(option: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError(option, `must be text that is not empty; got ${shown(value)}`);
}

export function listAt(option: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map((one, index) => textAt(`${option}[${index}]`, one));
  throw new UsageError(option, `must be a list; got ${shown(value)}`);
}

export function wholeAt(option: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(option, `must be a whole number from ${least} to ${most}; got ${shown(value)}`);
}

export function flagAt(option: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new UsageError(option, `must be true or false; got ${shown(value)}`);
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'object' ? 'something else' : quoted(value);
}
