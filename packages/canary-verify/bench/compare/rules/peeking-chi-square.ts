import type { Band } from '../../../src/statistics/split-test.js';
import type { Decide, Rule } from '../rule.js';
import { budgetOf } from './canary-verify.js';
import { CRITICAL_VALUE, chiSquare } from './chi-square.js';

const LOOK_EVERY = 100;

/** Pearson's test after every 100 requests up to a budget, as if each look were the only one. */
export function peek({ share }: Band, budget: number, critical: number): Decide {
  return (stream) => {
    let requests = LOOK_EVERY;
    for (; requests <= budget; requests += LOOK_EVERY) {
      const canary = stream.canary(requests);
      if (chiSquare({ canary, stable: requests - canary }, share) > critical) {
        return { answer: 'differs', requests };
      }
    }
    return { answer: 'matches', requests: requests - LOOK_EVERY };
  };
}

function peekingChiSquare(level: string, critical: number): Rule {
  return {
    name: `χ² at ${level}, looked at every ${LOOK_EVERY} requests`,
    source: 'Pearson 1900, tested again and again: what a progress line with a p-value invites to',
    admitsIgnorance: false,
    isPart: false,
    made: null,
    prepare: (band) => peek(band, budgetOf(band), critical),
  };
}

export const peekingAtFivePercent: Rule = peekingChiSquare('5 %', CRITICAL_VALUE.fivePercent);
export const peekingAtOnePercent: Rule = peekingChiSquare('1 %', CRITICAL_VALUE.onePercent);
