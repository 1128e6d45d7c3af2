import { type Asking, doubtExpression } from './asking.js';
import { type DistributionPiece, type NumberDistribution, totalShare } from './distribution.js';
import type { Message } from './message.js';
import { type Doubt, type Draw, int, type SettledValue } from './sample-value.js';

/** The maximum number of values that are tried one by one. */
const MOST_VALUES = 4096;

/** A new number that chance decides. */
export function drawn({ draws }: Message, distribution: NumberDistribution): Draw {
  draws.push(distribution);
  return { kind: 'draw', draw: draws.length - 1, as: null };
}

/** Numbers that evaluate to the same, and what that is. */
interface Group<Result> {
  result: Result;
  pieces: DistributionPiece[];
}

/** The numbers that are still possible, grouped by their results. Null if there are too many to try. */
function grouped<Result>(
  draw: Draw,
  message: Message,
  evaluate: (value: number) => Result,
): Group<Result>[] | null {
  const groups = new Map<string, Group<Result>>();
  let tried = 0;
  for (const { from, to, each } of message.draws[draw.draw] as NumberDistribution) {
    if (tried + to - from >= MOST_VALUES) return null;
    tried += to - from + 1;
    for (let value = from; value <= to; value++) {
      const result = evaluate(value);
      const key = keyOf(result);
      const known = groups.get(key);
      const last = known?.pieces.at(-1);
      if (known === undefined) groups.set(key, { result, pieces: [{ from: value, to: value, each }] });
      else if (last !== undefined && last.to === value - 1 && last.each === each) last.to = value;
      else known.pieces.push({ from: value, to: value, each });
    }
  }
  message.way.tried(tried);
  return [...groups.values()];
}

function keyOf(result: unknown): string {
  return JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
}

/** Lets chance take one of the groups; only its numbers stay possible. */
function taken<Result>({ draw }: Draw, groups: readonly Group<Result>[], { way, draws }: Message): Result {
  const group = groups[way.chance(groups.map(({ pieces }) => totalShare(pieces)))] as Group<Result>;
  draws[draw] = group.pieces;
  return group.result;
}

/**
 * Lets chance decide only what a draw leads to. A doubt: it has too many values to try, or leads to one; then what is
 * unknown may go by the number.
 */
export function decided<Result>(
  draw: Draw,
  asking: Asking,
  evaluate: (value: SettledValue | Doubt | null) => Result | Doubt,
): Result | Doubt {
  const groups = grouped(draw, asking.message, (value) => evaluate(valueAt(draw, value)));
  if (groups === null) return doubtExpression(asking, 'it draws from too many numbers to try them all', true);
  const result = taken(draw, groups, asking.message);
  return isDoubt(result) ? { ...result, chancy: true } : result;
}

function isDoubt(result: unknown): result is Doubt {
  return typeof result === 'object' && result !== null && 'kind' in result && result.kind === 'doubt';
}

function valueAt({ as }: Draw, value: number): SettledValue | Doubt | null {
  return as === null ? int(value) : as(value);
}

/** Lets chance decide the value. */
export function settled(draw: Draw, asking: Asking): SettledValue | Doubt | null {
  return decided(draw, asking, (value) => value);
}

/** Lets chance take one of two parts of the numbers, without trying each. True: the first. */
export function inFirst(
  draw: Draw,
  parts: readonly [DistributionPiece[], DistributionPiece[]],
  message: Message,
): boolean {
  const groups = [
    { result: true, pieces: parts[0] },
    { result: false, pieces: parts[1] },
  ].filter(({ pieces }) => pieces.length > 0);
  return taken(draw, groups, message);
}
