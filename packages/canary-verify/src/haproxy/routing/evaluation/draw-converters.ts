import { type NumberDistribution, quotients, remainders, shifted } from './distribution.js';
import { drawn } from './draws.js';
import type { Message } from './message.js';
import type { Draw } from './sample-value.js';

/**
 * The result of a converter for a random number that nothing else depends on, as a random number of its own. So
 * ranges of any size can be told. Null if it cannot be done.
 */
export function convertedDraw(
  { draw, as }: Draw,
  name: string,
  args: readonly string[],
  message: Message,
): Draw | null {
  const [argument = ''] = args;
  if (as !== null || !/^-?\d{1,9}$/.test(argument)) return null;
  const changed = changedDistribution(message.draws[draw] as NumberDistribution, name, Number(argument));
  return changed === null ? null : drawn(message, changed);
}

function changedDistribution(
  distribution: NumberDistribution,
  name: string,
  operand: number,
): NumberDistribution | null {
  const negative = distribution.some(({ from }) => from < 0);
  if (name === 'add' || name === 'sub') {
    const by = name === 'add' ? operand : -operand;
    return negative && by < 0 ? null : shifted(distribution, by);
  }
  if (operand <= 0 || negative) return null;
  if (name === 'mod') return remainders(distribution, operand);
  return name === 'div' ? quotients(distribution, operand) : null;
}
