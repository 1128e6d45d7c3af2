/** The whole numbers between two limits, both included, each with the same share. */
export interface DistributionPiece {
  from: number;
  to: number;
  each: number;
}

/** A random integer: ranges with their probabilities, sorted, without overlap. Shares need not sum to one. */
export type NumberDistribution = readonly DistributionPiece[];

/** A range of numbers; null if it is open on that side. */
export interface Range {
  from: number | null;
  to: number | null;
}

export function uniform(count: number): NumberDistribution {
  return [{ from: 0, to: count - 1, each: 1 / count }];
}

export function totalShare(distribution: NumberDistribution): number {
  return distribution.reduce((sum, { from, to, each }) => sum + (to - from + 1) * each, 0);
}

export function countValues(distribution: NumberDistribution): number {
  return distribution.reduce((sum, { from, to }) => sum + (to - from + 1), 0);
}

/** Splits a distribution into what lies within some of the ranges and the rest. */
export function split(
  distribution: NumberDistribution,
  ranges: readonly Range[],
): { within: DistributionPiece[]; outside: DistributionPiece[] } {
  const within: DistributionPiece[] = [];
  let outside: DistributionPiece[] = [...distribution];
  for (const range of ranges) {
    const left: DistributionPiece[] = [];
    for (const piece of outside) {
      const from = Math.max(piece.from, range.from ?? piece.from);
      const to = Math.min(piece.to, range.to ?? piece.to);
      if (from > to) {
        left.push(piece);
        continue;
      }
      within.push({ ...piece, from, to });
      if (piece.from < from) left.push({ ...piece, to: from - 1 });
      if (to < piece.to) left.push({ ...piece, from: to + 1 });
    }
    outside = left;
  }
  return { within: ordered(within), outside };
}

function ordered(pieces: DistributionPiece[]): DistributionPiece[] {
  return pieces.sort((left, right) => left.from - right.from);
}

/** All numbers with something added. */
export function shifted(distribution: NumberDistribution, by: number): NumberDistribution {
  return distribution.map(({ from, to, each }) => ({ from: from + by, to: to + by, each }));
}

/** The remainders of a division, for numbers that are not negative. */
export function remainders(distribution: NumberDistribution, divisor: number): NumberDistribution {
  return joined(
    distribution.flatMap(({ from, to, each }) => {
      const rounds = Math.floor((to - from + 1) / divisor);
      const rest = (to - from + 1) % divisor;
      const first = from % divisor;
      const pieces: DistributionPiece[] =
        rounds === 0 ? [] : [{ from: 0, to: divisor - 1, each: each * rounds }];
      if (rest === 0) return pieces;
      const last = first + rest - 1;
      if (last < divisor) return [...pieces, { from: first, to: last, each }];
      return [...pieces, { from: first, to: divisor - 1, each }, { from: 0, to: last - divisor, each }];
    }),
  );
}

/** The quotients of a division without remainder, for numbers that are not negative. */
export function quotients(distribution: NumberDistribution, divisor: number): NumberDistribution {
  return joined(
    distribution.flatMap(({ from, to, each }) => {
      const low = Math.floor(from / divisor);
      const high = Math.floor(to / divisor);
      if (low === high) return [{ from: low, to: low, each: each * (to - from + 1) }];
      const inner = { from: low + 1, to: high - 1, each: each * divisor };
      return [
        { from: low, to: low, each: each * ((low + 1) * divisor - from) },
        ...(inner.from > inner.to ? [] : [inner]),
        { from: high, to: high, each: each * (to - high * divisor + 1) },
      ];
    }),
  );
}

/** Adds up pieces that overlap. */
function joined(pieces: readonly DistributionPiece[]): NumberDistribution {
  const starts = [...new Set(pieces.flatMap(({ from, to }) => [from, to + 1]))].sort((a, b) => a - b);
  return starts.slice(0, -1).flatMap((from, index) => {
    const to = (starts[index + 1] as number) - 1;
    const each = pieces.reduce(
      (sum, piece) => (piece.from <= from && to <= piece.to ? sum + piece.each : sum),
      0,
    );
    return each === 0 ? [] : [{ from, to, each }];
  });
}
