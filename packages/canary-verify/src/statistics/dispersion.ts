/** The canaries of short blocks of a run. Blocks are joined in pairs whenever they become too many: memory does not grow. */
export interface BlockCounts {
  /** Canaries of each complete block. */
  blocks: number[];
  /** Responses of a block. */
  size: number;
  /** The block being filled. */
  canary: number;
  responses: number;
}

const FIRST_SIZE = 10;
const MOST_BLOCKS = 64;

export function blockCounts(): BlockCounts {
  return { blocks: [], size: FIRST_SIZE, canary: 0, responses: 0 };
}

/** Takes the next response in. */
export function countInBlock(counts: BlockCounts, canary: boolean): void {
  counts.responses++;
  if (canary) counts.canary++;
  if (counts.responses < counts.size) return;
  counts.blocks.push(counts.canary);
  counts.canary = counts.responses = 0;
  if (counts.blocks.length < MOST_BLOCKS) return;
  const { blocks } = counts;
  counts.blocks = Array.from(
    { length: MOST_BLOCKS / 2 },
    (_, index) => (blocks[2 * index] ?? 0) + (blocks[2 * index + 1] ?? 0),
  );
  counts.size *= 2;
}

/** Into about so many parts the run is divided to see how much their counts differ. */
const PARTS = [8, 11, 13, 16] as const;

/**
 * By how much the canaries of parts of the run vary more than by chance: the variance of their counts as a part of that of
 * independent responses, where it is least of four sizes of parts; null while there are too few. A canary that has its turn
 * again and again varies less, also where all replicas of a version have their turns one after the other: each part has
 * nearly the same number. One that comes in bursts varies more.
 */
export function leastDispersion({ blocks, size }: BlockCounts): number | null {
  const canary = blocks.reduce((sum, count) => sum + count, 0);
  const share = canary / (blocks.length * size);
  if (blocks.length < PARTS[0] || share === 0 || share === 1) return null;
  let least = Number.POSITIVE_INFINITY;
  for (const parts of PARTS) {
    const joined = Math.floor(blocks.length / parts);
    if (joined > 0) least = Math.min(least, dispersion(blocks, joined, { share, size }));
  }
  return least;
}

function dispersion(
  blocks: readonly number[],
  joined: number,
  { share, size }: { share: number; size: number },
): number {
  const parts = Math.floor(blocks.length / joined);
  const responses = joined * size;
  let sum = 0;
  for (let part = 0; part < parts; part++) {
    let canary = 0;
    for (let index = 0; index < joined; index++) canary += blocks[part * joined + index] as number;
    sum += (canary - responses * share) ** 2;
  }
  return sum / (responses * share * (1 - share)) / (parts - 1);
}
