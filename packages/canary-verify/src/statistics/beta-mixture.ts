import { checkTrials, logSequence, type Trials } from './binomial-test.js';
import { type BetaShape, type Chance, chance, excessOver, logBetaOverPower } from './deviance.js';

/** Throws a RangeError unless both parameters of the prior are positive. */
function checkPrior({ a, b }: BetaShape): void {
  if (!(a > 0 && b > 0 && a + b < Number.POSITIVE_INFINITY))
    throw new RangeError(`the parameters of a beta prior are positive, got ${a} and ${b}`);
}

/** Up to this many trials the e-value is multiplied up, which keeps the digits of logarithms close to 0. */
const FEW_TRIALS = 128;

/** ln(part / mean), where `excess` is part - mean: exact also when both nearly agree. */
function logQuotient(part: number, mean: number, excess: number): number {
  return Math.abs(excess) < mean / 2 ? Math.log1p(excess / mean) : Math.log(part / mean);
}

/** {@link logRatio} as a product: what each trial adds is its predicted probability over that at the share. */
function logRatioByTrial({ hits, trials }: Trials, { a, b }: BetaShape, share: Chance): number {
  let sum = 0;
  for (let hit = 0; hit < hits; hit += 1) {
    const known = { a: a + hit, b };
    sum += logQuotient(known.a, (known.a + b) * share.yes, excessOver(known, share));
  }
  for (let miss = 0; miss < trials - hits; miss += 1) {
    const known = { a: a + hits, b: b + miss };
    sum += logQuotient(known.b, (known.a + known.b) * share.no, -excessOver(known, share));
  }
  return sum;
}

/**
 * ln of the ratio of the likelihood under the prior to the likelihood at the share.
 *
 * B(a + hits, b + misses) / B(a, b) over yes^hits no^misses: the powers are split between the two beta functions, each of
 * which then stays small.
 */
function logRatio({ hits, trials }: Trials, { a, b }: BetaShape, share: Chance): number {
  const posterior = { a: a + hits, b: b + (trials - hits) };
  return logBetaOverPower(posterior, share) - logBetaOverPower({ a, b }, share);
}

/**
 * ln of the probability of one sequence of trials with these hits, when each trial hits with this probability (0 to 1).
 *
 * The binomial coefficient is left out: it cancels in every ratio. This function and all others here throw a RangeError
 * for numbers that are no sample, no probability or no prior.
 */
export function logLikelihood(sample: Trials, probability: number): number {
  checkTrials(sample);
  return logSequence(sample, chance(probability));
}

/**
 * ln of the probability of one sequence of trials with these hits, when their probability is drawn from Beta(a, b) first:
 * ln(B(a + hits, b + misses) / B(a, b)).
 *
 * The detour over the likelihood at the posterior mean, where the one is not far from the other, keeps all terms small.
 */
export function logMarginalLikelihood(sample: Trials, prior: BetaShape): number {
  checkTrials(sample);
  checkPrior(prior);
  const sum = prior.a + prior.b + sample.trials;
  const misses = sample.trials - sample.hits;
  const mean = { yes: (prior.a + sample.hits) / sum, no: (prior.b + misses) / sum };
  return logRatio(sample, prior, mean) + logSequence(sample, mean);
}

/**
 * ln of the e-value against "each trial hits with this probability": the likelihood under the prior over the likelihood
 * at that probability, which lies above 0 and below 1.
 *
 * Its exponential is a non-negative martingale that starts at 1 (Robbins 1970), so it exceeds 1 / errorRate with
 * probability of at most errorRate, however often one looks.
 */
export function logEValue(sample: Trials, prior: BetaShape, probability: number): number {
  checkTrials(sample);
  checkPrior(prior);
  if (!(probability > 0 && probability < 1))
    throw new RangeError(`an e-value needs a probability between 0 and 1, got ${probability}`);
  const share = chance(probability);
  return sample.trials <= FEW_TRIALS ? logRatioByTrial(sample, prior, share) : logRatio(sample, prior, share);
}
