/** Random numbers in [0, 1), the same ones for the same seed (mulberry32 by Tommy Ettinger). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The mean of as many results. */
export function meanOf(runs: number, run: () => number): number {
  let sum = 0;
  for (let i = 0; i < runs; i++) sum += run();
  return sum / runs;
}

/** How often it was true, as a fraction of 1. */
export function shareOf(runs: number, run: () => boolean): number {
  return meanOf(runs, () => (run() ? 1 : 0));
}
