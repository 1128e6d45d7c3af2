import type { Call } from '../expression.js';
import type { ConverterName } from '../reading/sample-types.js';
import { unsure } from './asking.js';
import { type Converter, type Converting, settleVariables } from './converter.js';
import { convertedDraw } from './draw-converters.js';
import { HASH_CONVERTERS } from './hash-converters.js';
import { INTEGER_CONVERTERS } from './integer-converters.js';
import { MAP_CONVERTERS } from './map-converters.js';
import { type Doubt, int, isAscii, type Known, type Sample, type Settled } from './sample.js';
import { TEXT_CONVERTERS } from './text-converters.js';

const CONVERTERS: Record<ConverterName, Converter> = {
  ...INTEGER_CONVERTERS,
  ...TEXT_CONVERTERS,
  ...MAP_CONVERTERS,
  ...HASH_CONVERTERS,
};

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
