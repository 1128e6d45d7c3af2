import { acceptance, fixedSizeRequests } from '../../fixed-size.js';
import type { Rule } from '../rule.js';
import { ERROR_RATE } from './canary-verify.js';

/**
 * The exact equivalence test of a fixed size: two one-sided binomial tests, each at 1 %.
 *
 * It can only show that the share lies inside the band. When it does not, that shows nothing: the answer is `undecided`.
 */
export const equivalenceTest: Rule = {
  name: 'Exact equivalence test of fixed size, 99 %',
  source: 'Schuirmann 1987 (two one-sided tests), with exact binomial tails (Clopper and Pearson 1934)',
  admitsIgnorance: true,
  isPart: false,
  made: null,
  prepare(band) {
    const question = { ...band, errorRate: ERROR_RATE };
    const requests = fixedSizeRequests(question);
    const { least, most } = acceptance(question, requests);
    return (stream) => {
      const canary = stream.canary(requests);
      return { answer: canary >= least && canary <= most ? 'matches' : 'undecided', requests };
    };
  },
};
