import { bestLogLikelihood } from './krichevsky-trofimov.js';
import { logBeta } from './log-gamma.js';
import { logMean } from './log-mean.js';

/** Responses from one place, and those of them that are of the version in question. */
export interface PlaceCounts {
  hits: number;
  responses: number;
}

/**
 * Whether places are shown not to have the same share. Wrong with a chance of at most `errorRate`, however often one looks, as
 * long as what is asked next does not depend on the answers.
 *
 * Two alternatives share the evidence: each place has an unknown share of its own, or one place has another share than all
 * others together. The second one finds a single wrong place among many. Each unknown share is a Beta(1/2, 1/2) mixture, held
 * against the best single share for all (universal inference: Wasserman, Ramdas & Balakrishnan 2020).
 */
export function showsUnlikeness(places: readonly PlaceCounts[], errorRate: number): boolean {
  return logUnlikeness(places) >= -Math.log(errorRate);
}

/** The evidence, as the log of an e-value. */
function logUnlikeness(places: readonly PlaceCounts[]): number {
  const hits = places.reduce((sum, place) => sum + place.hits, 0);
  const responses = places.reduce((sum, place) => sum + place.responses, 0);
  const together = bestLogLikelihood(hits, responses);
  const each = places.reduce((sum, place) => sum + logMixed(place), 0) - together;
  const alone = places.map(
    (place) =>
      logMixed(place) +
      logMixed({ hits: hits - place.hits, responses: responses - place.responses }) -
      together,
  );
  return logMean([each, logMean(alone)]);
}

function logMixed({ hits, responses }: PlaceCounts): number {
  return logBeta(hits + 0.5, responses - hits + 0.5) - Math.log(Math.PI);
}
