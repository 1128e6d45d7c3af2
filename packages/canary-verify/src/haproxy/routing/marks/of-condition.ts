import type { Condition } from '../rules/condition.js';
import type { Rule } from '../rules/rules.js';
import { merged } from './around.js';
import { type Candidate, candidateOf } from './candidate.js';
import { NO_NEED, type RuledFrontend } from './need.js';
import { needsOf } from './needs.js';

/**
 * Headers that satisfy all terms of an alternative: the rule applies then, or with `unless` it does not, and either may be
 * what leads to the canary. So may a header that satisfies the inner test of a negated term.
 */
export function ofCondition(rule: Rule, condition: Condition, asked: RuledFrontend): Candidate[] {
  return condition.alternatives.flatMap((terms) => {
    const needs = terms.map(({ negated, acl }) => ({
      wanted: !negated,
      options: needsOf({ negated, acl }, asked),
    }));
    const wanted = needs.filter((need) => need.wanted);
    const ofOthers = (own: (typeof needs)[number]) => {
      const firsts = wanted.filter((one) => one !== own).map(({ options: [first] }) => first ?? NO_NEED);
      const all = firsts.reduce(merged, NO_NEED);
      const path = all.query === null ? all.path : `${all.path ?? '/'}?${all.query}`;
      const headers = firsts.flatMap(({ header }) => (header === null ? [] : [header]));
      return { around: { host: all.host, path, method: all.method }, headers, rule };
    };
    return needs.flatMap((need) => need.options.flatMap((option) => candidateOf(option, ofOthers(need))));
  });
}
