import { bestLogLikelihood } from './krichevsky-trofimov.js';
import { logMean } from './log-mean.js';

/**
 * Evidence that connections have shares of their own: that what a connection brought before tells what it brings next.
 *
 * Predictors guess each response from the earlier ones of its connection. When requests are routed one by one none of them
 * does better than the best constant share; when connections lead to unlike proxies, or stay with a version, one does.
 */
export interface ConnectionEvidence {
  /** By predictor: the log of the chance it gave to all responses. */
  log: Float64Array;
  canary: number;
  responses: number;
}

/** What one connection has brought so far. */
export interface ConnectionCount {
  canary: number;
  responses: number;
}

/** How many responses of the connection the share of all counts for: by predictor. */
const PRIORS: readonly number[] = [2, 20, 200];

export function connectionEvidence(): ConnectionEvidence {
  return { log: new Float64Array(PRIORS.length), canary: 0, responses: 0 };
}

/** Takes the next response in; `before`: the earlier ones of its connection. */
export function observeConnection(
  evidence: ConnectionEvidence,
  before: ConnectionCount,
  canary: boolean,
): void {
  const { log } = evidence;
  const share = (evidence.canary + 0.5) / (evidence.responses + 1);
  for (let index = 0; index < PRIORS.length; index++) {
    const prior = PRIORS[index] as number;
    const chance = (before.canary + prior * share) / (before.responses + prior);
    log[index] = (log[index] as number) + Math.log(canary ? chance : 1 - chance);
  }
  if (canary) evidence.canary++;
  evidence.responses++;
}

/**
 * The log of the evidence: the mean chance that the predictors gave to what came, against the best single share. It exceeds
 * ln(1 / errorRate) with a chance of at most errorRate while connections are alike, at any number of responses (universal
 * inference: Wasserman, Ramdas & Balakrishnan 2020).
 */
export function logUnlikeConnections({ log, canary, responses }: ConnectionEvidence): number {
  return logMean(log) - bestLogLikelihood(canary, responses);
}
