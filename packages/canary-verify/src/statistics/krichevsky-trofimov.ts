/**
 * The log of the chance that the Krichevsky-Trofimov estimator gives to a sequence with so many hits among so many
 * responses, one after the other: B(hits + 1/2, misses + 1/2) / B(1/2, 1/2) (Krichevsky & Trofimov 1981).
 *
 * Kept as a running sum, so that each response costs one logarithm.
 */
export interface SequenceChance {
  hits: number;
  responses: number;
  log: number;
}

export function sequenceChance(): SequenceChance {
  return { hits: 0, responses: 0, log: 0 };
}

/** Takes the next response in. */
export function extend(chance: SequenceChance, hit: boolean): void {
  const alike = hit ? chance.hits : chance.responses - chance.hits;
  chance.log += Math.log((alike + 0.5) / (chance.responses + 1));
  chance.responses++;
  if (hit) chance.hits++;
}

/** The largest log likelihood that any single share gives to so many hits among so many responses. */
export function bestLogLikelihood(hits: number, responses: number): number {
  const misses = responses - hits;
  return (
    (hits === 0 ? 0 : hits * Math.log(hits / responses)) +
    (misses === 0 ? 0 : misses * Math.log(misses / responses))
  );
}
