import type { Decide } from '../rule.js';

/** How many requests of a batch went to each version. */
export interface BatchCounts {
  canary: number;
  stable: number;
}

/** How many requests are sent at once, and how many such batches may be tried until one of them passes. */
export interface Batches {
  size: number;
  tries: number;
}

/** Sends a batch of requests and checks it, again and again until one passes or the tries are used up. */
export function anyBatchPasses({ size, tries }: Batches, passes: (counts: BatchCounts) => boolean): Decide {
  return (stream) => {
    for (let tried = 0; tried < tries; tried++) {
      const canary = stream.canary((tried + 1) * size) - stream.canary(tried * size);
      if (passes({ canary, stable: size - canary }))
        return { answer: 'matches', requests: (tried + 1) * size };
    }
    return { answer: 'differs', requests: tries * size };
  };
}
