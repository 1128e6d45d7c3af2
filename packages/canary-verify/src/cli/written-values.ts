import { quoted, UsageError } from '../text/usage-error.js';

/** Reads what is given, and leaves open what is not. */
export function mapped<Value>(text: string | undefined, map: (text: string) => Value): Value | undefined {
  return text === undefined ? undefined : map(text);
}

/** Reads "500". */
export function wholeNumber(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(option, `must be a whole number; got ${quoted(text)}`);
}

/** Reads "500" and "0.5". */
export function decimalNumber(option: string, text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new UsageError(option, `must be a number, for example 50 or 0.5; got ${quoted(text)}`);
}

const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Reads "500ms", "30s", "2m"; a bare number is seconds, as in ab and hey. */
export function milliseconds(option: string, text: string): number {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  if (digits !== undefined) return Math.round(Number(digits) * UNITS_MS[unit as keyof typeof UNITS_MS]);
  throw new UsageError(option, `must be a time, for example 500ms, 30s or 2m; got ${quoted(text)}`);
}
