import type { Expression } from '../rules/expression.js';
import type { LogFormat } from '../rules/log-format.js';
import { askingOf, doubtExpression, type Scope } from './asking.js';
import { toText } from './casts.js';
import { decided, settled } from './draws.js';
import { fetchedOnce } from './fetches.js';
import { doubtAt, type Text } from './message.js';
import type { SampleValue } from './sample-value.js';
import { convertedBy } from './truth.js';

/** The value of an expression where one is needed. Null if it has none. */
export function sampleValue(expression: Expression, scope: Scope): SampleValue | null {
  const asking = askingOf(scope, expression);
  const found = fetchedOnce(expression.fetch, asking);
  if (found === null) return null;
  const sample = convertedBy(found, expression.converters, asking, expression.fetch.name === 'rand');
  if (sample?.kind !== 'draw' || sample.as === null) return sample;
  // Whether it has a value at all is decided now; which one, when something asks for it.
  const has = decided(sample, asking, (value) => (value === null || value.kind === 'doubt' ? value : true));
  return has === true ? sample : has;
}

/** The text that a log-format gives; samples that have no value are left out. */
export function textOf({ parts, place }: LogFormat, scope: Scope): Text {
  let text = '';
  for (const part of parts) {
    if (part.kind === 'unknown')
      return doubtAt(place, part.text, 'this part of a log-format is not understood here', true);
    const value = part.kind === 'text' ? part.text : sampleText(part.expression, scope);
    if (typeof value !== 'string') return value;
    text += value;
  }
  return text;
}

function sampleText(expression: Expression, scope: Scope): Text {
  const asking = askingOf(scope, expression);
  const value = sampleValue(expression, scope);
  if (value === null) return '';
  if (value.kind === 'doubt') return value;
  const decidedValue = value.kind === 'draw' ? settled(value, asking) : value;
  if (decidedValue === null) return '';
  if (decidedValue.kind === 'doubt') return decidedValue;
  const text = toText(decidedValue);
  if (text === null || 'why' in text || text.kind !== 'str')
    return doubtExpression(asking, 'how it is written is not told here');
  return text.value;
}
