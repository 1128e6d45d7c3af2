import type { TimeBlock } from '../statistics/time-dependence.js';

/** The responses of a run that is spread over a time, by when they were sent. */
export interface TimeBlocks {
  blockMs: number;
  /** When the first request was sent, in milliseconds since 1970; null before it. */
  startedAt: number | null;
  responses: number[];
  /** For each expected share: the responses of its version. */
  hits: number[][];
  /** The seconds since then in which a request was sent. */
  seconds: number;
  latestSecond: number;
}

/** Equal parts of the time that the run is spread over. A run that takes longer has more of them. */
const BLOCKS = 512;
const MOST_BLOCKS = 4 * BLOCKS;

export function noTimeBlocks(overMs: number, shares: number): TimeBlocks {
  return {
    blockMs: overMs / BLOCKS,
    startedAt: null,
    responses: [],
    hits: Array.from({ length: shares }, () => []),
    seconds: 0,
    latestSecond: -1,
  };
}

/** Counts a response by when its request was sent; `hit`: the index of the expected share that it counts for, -1 for none. */
export function countInTime(blocks: TimeBlocks, sentAt: number, hit: number): void {
  blocks.startedAt ??= sentAt;
  const elapsed = Math.max(0, sentAt - blocks.startedAt);
  const index = Math.min(MOST_BLOCKS - 1, Math.floor(elapsed / blocks.blockMs));
  addOne(blocks.responses, index);
  const own = blocks.hits[hit];
  if (own !== undefined) addOne(own, index);
  const second = Math.floor(elapsed / 1000);
  if (second === blocks.latestSecond) return;
  blocks.latestSecond = second;
  blocks.seconds++;
}

function addOne(counts: number[], index: number): void {
  while (counts.length <= index) counts.push(0);
  counts[index] = (counts[index] ?? 0) + 1;
}

/** The blocks as they count for the expected share of that index. */
export function blocksFor({ responses, hits }: TimeBlocks, share: number): TimeBlock[] {
  return responses.map((count, index) => ({ hits: hits[share]?.[index] ?? 0, responses: count }));
}
