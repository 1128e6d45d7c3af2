export {
  clopperPearson,
  type Interval,
  jeffreys,
  wilson,
} from './binomial-interval.js';
export {
  binomialPDoubled,
  binomialPGreater,
  binomialPLess,
  binomialPMinlike,
  type Trials,
} from './binomial-test.js';
export { answerCheckedSplit as answerSplit } from './checked-answer.js';
export { type Fit, likelihoodRatioTest, pearsonTest } from './goodness-of-fit.js';
export type { Alternative } from './likelihood-mixture.js';
export type { MatchRegion } from './match-region.js';
export { type MultinomialTest, multinomialTest } from './multinomial-test.js';
export { type RequestsNeeded, requestsNeeded } from './requests-needed.js';
export { shareInterval } from './share-interval.js';
export {
  type Band,
  type Counts,
  type DiffersBeyond,
  type SplitAnswer,
  type SplitRule,
  type SplitTest,
  splitTest,
} from './split-test.js';
export { leakBound, requestsWithoutLeak } from './zero-leak.js';
