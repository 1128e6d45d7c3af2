import { bestLogLikelihood } from './krichevsky-trofimov.js';
import { logBeta } from './log-gamma.js';

/** The responses of a stretch of time, and those of them that are of the version in question. */
export interface TimeBlock {
  hits: number;
  responses: number;
}

/**
 * How alike the responses of a block are in the alternatives: its share comes from a Beta distribution that is worth so many
 * responses. With 0.3 nearly all are of one version, with 300 the share hardly varies.
 */
const PRECISIONS = [0.3, 3, 30, 300];

/** Blocks that have this part of the best evidence show dependence clearly, too. */
const CLEARLY = 0.5;

/** With fewer blocks than this a change of the share says little about dependence. */
const LEAST_BLOCKS = 4;

/**
 * Whether responses that are close in time are shown to be more alike than others: null, or the smallest number of
 * blocks, of equal length, that shows it clearly. Wrong with a chance of at most `errorRate`, for one look.
 *
 * The shares of blocks are learnt one block after the other: each is drawn around the share of all blocks before it. That is
 * held against the best single share for all (universal inference: Wasserman, Ramdas & Balakrishnan 2020). Blocks of all lengths
 * are tried, each twice as long as the one before, with several precisions; all alternatives have the same weight.
 */
export function findTimeDependence(blocks: readonly TimeBlock[], errorRate: number): number | null {
  const hits = blocks.reduce((sum, block) => sum + block.hits, 0);
  const responses = blocks.reduce((sum, block) => sum + block.responses, 0);
  const together = bestLogLikelihood(hits, responses);
  const scales = scalesOf(blocks);
  let mean = 0;
  const each = scales.map((scale) => {
    const logs = PRECISIONS.map((precision) => logLearnt(scale, precision) - together);
    for (const log of logs) mean += Math.exp(log) / (scales.length * PRECISIONS.length);
    return { blocks: scale.length, log: Math.max(...logs) };
  });
  if (mean * errorRate < 1) return null;
  const best = Math.max(...each.map(({ log }) => log));
  return each.findLast(({ log }) => log >= CLEARLY * best)?.blocks ?? null;
}

/** The blocks as they are, and joined two by two, again and again. */
function scalesOf(blocks: readonly TimeBlock[]): (readonly TimeBlock[])[] {
  const scales: (readonly TimeBlock[])[] = [];
  for (let scale = blocks; scale.length >= LEAST_BLOCKS; scale = joined(scale)) scales.push(scale);
  return scales;
}

function joined(blocks: readonly TimeBlock[]): TimeBlock[] {
  return Array.from({ length: Math.ceil(blocks.length / 2) }, (_, index) => {
    const [one, other] = [blocks[2 * index], blocks[2 * index + 1]];
    return {
      hits: (one?.hits ?? 0) + (other?.hits ?? 0),
      responses: (one?.responses ?? 0) + (other?.responses ?? 0),
    };
  });
}

/** The log of the chance of these blocks, if each has a share around that of the blocks before it. */
function logLearnt(blocks: readonly TimeBlock[], precision: number): number {
  let log = 0;
  let hits = 0.5;
  let responses = 1;
  for (const block of blocks) {
    if (block.responses === 0) continue;
    // Nothing is known of the first share, so it is no surprise whatever it is.
    const weight = responses === 1 ? 1 : precision;
    const canary = (weight * hits) / responses;
    log += logBeta(canary + block.hits, weight - canary + block.responses - block.hits);
    log -= logBeta(canary, weight - canary);
    hits += block.hits;
    responses += block.responses;
  }
  return log;
}
