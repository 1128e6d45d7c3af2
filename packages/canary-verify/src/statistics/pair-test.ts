import { bestLogLikelihood, extend, type SequenceChance, sequenceChance } from './krichevsky-trofimov.js';

/**
 * Pairs of responses that follow one another on the same connection, by the version of the first of them. When requests
 * are routed one by one, the second is of the canary equally often in both groups; when a connection is pinned to a
 * version, or tends to stay with it, it is not.
 */
export interface PairEvidence {
  afterCanary: SequenceChance;
  afterStable: SequenceChance;
}

export function pairEvidence(): PairEvidence {
  return { afterCanary: sequenceChance(), afterStable: sequenceChance() };
}

/** Takes one pair in. */
export function observePair(
  { afterCanary, afterStable }: PairEvidence,
  first: boolean,
  second: boolean,
): void {
  extend(first ? afterCanary : afterStable, second);
}

/**
 * Whether the responses of one connection are shown to depend on one another. Wrong with a chance of at most `errorRate`,
 * however often one looks: two shares, learnt as the pairs come in, are held against the best single one (universal
 * inference: Wasserman, Ramdas & Balakrishnan 2020).
 */
export function showsDependence({ afterCanary, afterStable }: PairEvidence, errorRate: number): boolean {
  const together = bestLogLikelihood(
    afterCanary.hits + afterStable.hits,
    afterCanary.responses + afterStable.responses,
  );
  return afterCanary.log + afterStable.log - together >= -Math.log(errorRate);
}
