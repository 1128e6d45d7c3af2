import type { ConverterName } from '../rules/converter-types.js';
import type { Call } from '../rules/expression.js';
import { quietNumbers } from '../rules/moment-fetches.js';
import { ADDRESS_CONVERTERS } from './address-converters.js';
import { type Asking, doubtExpression } from './asking.js';
import { type Converter, settleVariables } from './converter.js';
import { convertedDraw } from './draw-converters.js';
import { HASH_CONVERTERS } from './hash-converters.js';
import { INTEGER_CONVERTERS } from './integer-converters.js';
import { MAP_CONVERTERS } from './map-converters.js';
import type { Message } from './message.js';
import {
  type Doubt,
  type EvaluatedValue,
  int,
  isAscii,
  type SampleValue,
  type SettledValue,
} from './sample-value.js';
import { TEXT_CONVERTERS } from './text-converters.js';

const CONVERTERS: Record<ConverterName, Converter> = {
  ...INTEGER_CONVERTERS,
  ...TEXT_CONVERTERS,
  ...MAP_CONVERTERS,
  ...HASH_CONVERTERS,
  ...ADDRESS_CONVERTERS,
};

/**
 * Applies a converter to a value. Null if it fails.
 *
 * @param own The number was drawn by this very expression, so that nothing else goes by it.
 */
export function converted(
  sample: EvaluatedValue,
  call: Call,
  asking: Asking,
  own: boolean,
): SampleValue | null {
  const { name, args } = call;
  if (!args.every(isAscii))
    return doubtExpression(asking, 'the arguments of a converter have letters beyond ASCII');
  if (sample.kind !== 'draw') return settledConverted(sample, call, asking);
  const drawn = own ? convertedDraw(sample, name, args, asking.message) : null;
  if (drawn !== null) return drawn;
  settleVariables(args, asking);
  const now = { ...asking, message: remembered(asking.message) };
  const { draw, as } = sample;
  return {
    kind: 'draw',
    draw,
    as: (number) => {
      const value = as === null ? int(number) : as(number);
      return value === null || value.kind === 'doubt' ? value : settledConverted(value, call, now);
    },
  };
}

/** The message at this moment: the number is evaluated later, when rules may have changed variables. */
function remembered(message: Message): Message {
  return { ...message, variables: new Map(message.variables) };
}

function settledConverted(
  sample: SettledValue,
  { name, args }: Call,
  asking: Asking,
): SettledValue | Doubt | null {
  const quiet = quietNumbers(name);
  if (quiet !== null)
    return asking.quiet === null
      ? doubtExpression(asking, 'it is a number of the moment', true)
      : int(quiet[asking.quiet] ?? 0n);
  const converter = CONVERTERS[name as ConverterName];
  if (converter === undefined) return doubtExpression(asking, `converter "${name}" is not known here`);
  const input = converter.takes(sample);
  if (input === null) return null;
  if ('why' in input) return doubtExpression(asking, input.why);
  const output = converter.makes(input, args, asking);
  if (output === undefined) return doubtExpression(asking, `what "${name}" makes of it is not told here`);
  return output?.kind === 'str' && !isAscii(output.value)
    ? doubtExpression(asking, 'it has letters beyond ASCII')
    : output;
}
