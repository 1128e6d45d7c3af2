/** The word that a mistyped one probably stands for; null when none is near: more than a third of it would be wrong. */
export function nearest(mistyped: string, words: readonly string[]): string | null {
  const distances = words.map((word) => ({ word, distance: editDistance(mistyped, word) }));
  const [best] = distances.sort((one, other) => one.distance - other.distance);
  if (best === undefined || best.distance > Math.ceil(best.word.length / 3)) return null;
  return best.word;
}

/** How many letters must be added, left out, replaced or swapped with the next one (Damerau 1964). */
function editDistance(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, (_, row) =>
    Array.from({ length: other.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= one.length; row++)
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      let least = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + same);
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (row > 1 && column > 1 && swapped) least = Math.min(least, at(row - 2, column - 2) + 1);
      (rows[row] as number[])[column] = least;
    }
  return at(one.length, other.length);
}
