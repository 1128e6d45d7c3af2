import { nearest } from '../text/nearest.js';
import { quoted, UsageError } from '../text/usage-error.js';

/** A misspelt key would be a rule that never holds. @throws UsageError that names the key and the nearest. */
export function refuseUnknownKeys(written: object, keys: readonly string[], file: string): void {
  const unknown = Object.keys(written).find((key) => !keys.includes(key));
  if (unknown === undefined) return;
  const near = nearest(unknown, keys);
  const cure = near === null ? `there are ${keys.join(', ')}` : `did you mean ${near}?`;
  throw wrongPlan(file, `has the key ${quoted(unknown)}, which means nothing there; ${cure}`);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function wrongPlan(file: string, problem: string): UsageError {
  return new UsageError('plan', `${file}: ${problem}`);
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A time with its unit, in milliseconds: `10m`. @throws UsageError that names the key. */
export function readDuration(written: unknown, key: string, file: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(String(written)) ?? [];
  if (count !== undefined) return Number(count) * (UNITS[unit] ?? 0);
  throw wrongPlan(file, `${key} must be a time with its unit, for example 10m; got ${quoted(written)}`);
}
