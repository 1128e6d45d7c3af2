import { type Converter, ofText } from './converter.js';
import { bool, isAscii, str } from './sample-value.js';

/** Steps of a path: `$.lane`, `$.user.groups[0]`. Other paths are not followed. */
const PATH = /^\$(?:\.\w+|\[\d{1,6}\])+$/;

/**
 * The value at a path of a JSON text. Not told: numbers, which HAProxy writes in a way of its own, and texts that are no plain
 * JSON, in which it may find something all the same.
 */
export const jsonQuery: Converter = ofText((text, [path = '', type]) => {
  if (!PATH.test(path) || type !== undefined) return undefined;
  const steps = [...path.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index));
  const twice = steps.some((step) => typeof step === 'string' && text.split(`"${step}"`).length > 2);
  const document = twice ? undefined : parsed(text);
  if (document === undefined) return undefined;
  let value: unknown = document;
  for (const step of steps) {
    const fits = typeof step === 'number' ? Array.isArray(value) : isObject(value);
    if (!fits) return null;
    value = (value as Record<string | number, unknown>)[step];
  }
  if (typeof value === 'boolean') return bool(value);
  if (typeof value === 'string') return isAscii(value) ? str(value) : undefined;
  return value === undefined || value === null ? null : undefined;
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
