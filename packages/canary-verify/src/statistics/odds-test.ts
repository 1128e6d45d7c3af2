import type { Track } from '../terms/track.js';
import { logMean } from './log-mean.js';
import { type Batch, clearBatch, emptyBatch, isUninformative, logLikelihoodRatio } from './odds-batch.js';

/**
 * The sequential test of "the canary answers badly more often than the stable version".
 *
 * Each wrong answer has probability of at most `errorRate` (0 < errorRate < 1), at any number of responses and however
 * often one looks. The general rate of bad responses is never estimated and may change from batch to batch, so that an
 * outage that hits both versions alike does not count against the canary.
 */
export interface OddsTest {
  errorRate: number;
  /** Odds ratio, canary to stable, from which on the canary must not be called `no worse`: 1 < worstRatio <= 1000. */
  worstRatio: number;
}

/** What the responses so far say; its size does not depend on their number. Only closed batches count as evidence. */
export interface OddsEvidence {
  /** The batch being filled. */
  open: Batch;
  /** The odds ratio that `logNoWorse` speaks against. */
  worstRatio: number;
  /** Log e-values against "odds ratio at most 1", one for each of WORSE_RATIOS. */
  logWorse: number[];
  /** Log e-value against "odds ratio at least worstRatio". */
  logNoWorse: number;
  /** Sum over batches of bad canary responses times good stable ones. */
  badCanaryGoodStable: number;
  /** Sum over batches of good canary responses times bad stable ones. */
  goodCanaryBadStable: number;
}

/**
 * `worse`: the odds of a bad response are higher on the canary. `no worse`: they are below a limit, a multiple of those of
 * the stable version. In between both are true, and `worse` goes first.
 */
export type OddsAnswer = 'worse' | 'no worse' | 'undecided';

/**
 * Responses in a batch. Within a batch the error rate is taken to be constant, which speaks for a short one; but a batch
 * compares only its own responses, and of 50 a canary share of 10 % leaves five to compare. In simulated runs batches of 20
 * or 200 need a few per cent more responses to tell 5 % errors from 1 %, and those of 200 four times as many to tell 100 % from
 * none. The size must not depend on outcomes: a batch closed on a bad response would no longer be a fair draw.
 */
export const BATCH = 50;

/** How many times as high the odds on a worse canary may be: spaced evenly in the log, as nobody knows the ratio before. */
export const WORSE_RATIOS: readonly number[] = [2, 4, 8, 16];

/** No evidence yet, to be gathered for this test. */
export function oddsEvidence({ worstRatio }: OddsTest): OddsEvidence {
  return {
    open: emptyBatch(),
    worstRatio,
    logWorse: WORSE_RATIOS.map(() => 0),
    logNoWorse: 0,
    badCanaryGoodStable: 0,
    goodCanaryBadStable: 0,
  };
}

/**
 * Counts one response, in place; in the order in which the requests were sent. In the order of arrival, a version that
 * only fails more slowly would have its failures compared with what was sent later.
 */
export function observe(evidence: OddsEvidence, track: Track, bad: boolean): void {
  const { open } = evidence;
  if (track === 'canary') {
    open.canary++;
    if (bad) open.badCanary++;
  } else {
    open.stable++;
    if (bad) open.badStable++;
  }
  if (open.canary + open.stable < BATCH) return;
  if (!isUninformative(open)) addBatch(evidence, open);
  clearBatch(open);
}

/**
 * Multiplies the e-values by the likelihood ratios of a closed batch.
 *
 * A likelihood ratio against "no difference" has mean 1 if there is none. As the ratio of two noncentral hypergeometric
 * likelihoods is monotone in the bad canary responses, its mean is at most 1 for a better canary, too; and likewise that of
 * "no difference" against worstRatio, for every canary at least that much worse.
 */
function addBatch(evidence: OddsEvidence, batch: Batch): void {
  for (const [i, ratio] of WORSE_RATIOS.entries()) {
    evidence.logWorse[i] = (evidence.logWorse[i] ?? 0) + logLikelihoodRatio(batch, ratio);
  }
  evidence.logNoWorse -= logLikelihoodRatio(batch, evidence.worstRatio);
  evidence.badCanaryGoodStable += batch.badCanary * (batch.stable - batch.badStable);
  evidence.goodCanaryBadStable += (batch.canary - batch.badCanary) * batch.badStable;
}

/**
 * The answer now, for evidence gathered for this test.
 *
 * Both e-values are products (or a mean of products) of factors with mean of at most 1 under what they speak against. Such a
 * process exceeds 1 / errorRate at any time with probability of at most errorRate (Ville 1939).
 */
export function answerOdds({ errorRate }: OddsTest, evidence: OddsEvidence): OddsAnswer {
  const threshold = -Math.log(errorRate);
  if (logMean(evidence.logWorse) >= threshold) return 'worse';
  if (evidence.logNoWorse >= threshold) return 'no worse';
  return 'undecided';
}

/**
 * Effect size: the common odds ratio of all closed batches, canary to stable; 1 is no difference (Mantel & Haenszel 1959).
 *
 * Their estimate weighs each batch by 1 / its size, which cancels as all have the same size. Null while it cannot be
 * said: no batch with a bad stable response has a good canary one, so that nothing bounds the ratio from above.
 */
export function oddsRatio(evidence: OddsEvidence): number | null {
  if (evidence.goodCanaryBadStable === 0) return null;
  return evidence.badCanaryGoodStable / evidence.goodCanaryBadStable;
}
