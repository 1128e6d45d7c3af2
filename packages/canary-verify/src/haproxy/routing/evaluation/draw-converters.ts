import { type Distribution, quotients, remainders, shifted } from './distribution.js';
import { type Asking, unsure } from './fetches.js';
import { drawn } from './message.js';
import { int, type Known, type Sample } from './sample.js';

type Draw = Extract<Known, { kind: 'draw' }>;

/** A number of more values is not tried value by value. */
const MOST_VALUES = 4096;

/**
 * What a converter makes of a number that chance decides and that nothing else goes by, without trying each value. Null:
 * it cannot be done so.
 */
export function convertedDraw(
  { draw }: Draw,
  name: string,
  args: readonly string[],
  asking: Asking,
): Sample | null {
  const [argument = ''] = args;
  if (!/^-?\d{1,9}$/.test(argument)) return null;
  const changed = changedDistribution(asking.message.draws[draw] as Distribution, name, Number(argument));
  return changed === null ? null : drawn(asking.message, changed);
}

function changedDistribution(distribution: Distribution, name: string, operand: number): Distribution | null {
  if (name === 'add') return shifted(distribution, operand);
  if (name === 'sub') return shifted(distribution, -operand);
  if (operand <= 0 || distribution.some(({ from }) => from < 0)) return null;
  if (name === 'mod') return remainders(distribution, operand);
  return name === 'div' ? quotients(distribution, operand) : null;
}

/** Lets chance decide which number it is. */
export function settledDraw({ draw }: Draw, asking: Asking): Sample {
  const { message } = asking;
  const values = (message.draws[draw] as Distribution).flatMap(({ from, to, each }) => {
    const count = Math.min(to - from + 1, MOST_VALUES + 1);
    return Array.from({ length: count }, (_, index) => ({ value: from + index, each }));
  });
  if (values.length > MOST_VALUES)
    return unsure(asking, 'it draws from too many numbers to try them all', true);
  const taken = message.way.chance(values.map(({ each }) => each));
  const { value, each } = values[taken] as { value: number; each: number };
  message.draws[draw] = [{ from: value, to: value, each }];
  return int(value);
}
