import { logGamma } from './log-gamma.js';

/** How sure the alternative is that shares differ: like having seen this many responses of each replica beforehand. */
const PRIOR = 10;

/**
 * Whether replicas are shown not to share the responses evenly. Wrong with a chance of at most `errorRate`, however often
 * one looks; needs the count of every replica that there is.
 *
 * A Dirichlet mixture of all ways to divide the responses is held against equal shares (Lindon & Malek 2022).
 */
export function showsUnevenness(counts: readonly number[], errorRate: number): boolean {
  const replicas = counts.length;
  if (replicas < 2) return false;
  const responses = counts.reduce((sum, count) => sum + count, 0);
  let logEvidence =
    logGamma(replicas * PRIOR) - logGamma(replicas * PRIOR + responses) + responses * Math.log(replicas);
  for (const count of counts) logEvidence += logGamma(PRIOR + count) - logGamma(PRIOR);
  return logEvidence >= -Math.log(errorRate);
}
