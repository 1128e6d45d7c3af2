import { bestLogLikelihood } from './krichevsky-trofimov.js';
import { logMean } from './log-mean.js';

/**
 * Evidence that responses depend on those shortly before them: that the canary comes in bursts.
 *
 * Predictors guess each response from the recent ones, each with a memory of its own. When responses are independent none of
 * them does better than the best constant share; when the canary comes in bursts one of them does.
 */
export interface DependenceEvidence {
  /** By predictor: canaries and responses that it remembers, older ones fading, and the log of the chance it gave to all. */
  canaries: Float64Array;
  remembered: Float64Array;
  log: Float64Array;
  canary: number;
  responses: number;
}

/**
 * What a predictor keeps of its memory with each response, and how many responses the share so far counts for beside it. The
 * first three look at the response before alone: they find dependence of successive responses of 0.1, 0.3 and 0.55. The
 * others find bursts of some ten, some thirty and some hundred responses.
 */
const PREDICTORS: readonly (readonly [kept: number, prior: number])[] = [
  [0, 9],
  [0, 2],
  [0, 0.8],
  [0.9, 20],
  [0.97, 40],
  [0.99, 60],
];

export function dependenceEvidence(): DependenceEvidence {
  return {
    canaries: new Float64Array(PREDICTORS.length),
    remembered: new Float64Array(PREDICTORS.length),
    log: new Float64Array(PREDICTORS.length),
    canary: 0,
    responses: 0,
  };
}

/** Takes the next response in, in the order of dispatch. */
export function observeForDependence(evidence: DependenceEvidence, canary: boolean): void {
  const { canaries, remembered, log } = evidence;
  const share = (evidence.canary + 0.5) / (evidence.responses + 1);
  const hit = canary ? 1 : 0;
  for (let index = 0; index < PREDICTORS.length; index++) {
    const [kept, prior] = PREDICTORS[index] as readonly [number, number];
    const recent = canaries[index] as number;
    const weight = remembered[index] as number;
    const chance = (recent + prior * share) / (weight + prior);
    log[index] = (log[index] as number) + Math.log(canary ? chance : 1 - chance);
    canaries[index] = recent * kept + hit;
    remembered[index] = weight * kept + 1;
  }
  evidence.canary += hit;
  evidence.responses++;
}

/**
 * The log of the evidence: the mean chance that the predictors gave to what came, against the best single share.
 *
 * It exceeds ln(1 / errorRate) with a chance of at most errorRate while responses are independent, at any number of them
 * (universal inference: Wasserman, Ramdas & Balakrishnan 2020). A canary that comes more evenly than by chance, as in turn,
 * is no evidence: all predictors expect more of the same.
 */
export function logDependence({ log, canary, responses }: DependenceEvidence): number {
  return logMean(log) - bestLogLikelihood(canary, responses);
}
