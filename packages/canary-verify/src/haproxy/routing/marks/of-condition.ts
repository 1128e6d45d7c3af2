import type { Condition } from '../rules/condition.js';
import type { Rule } from '../rules/rules.js';
import { merged } from './around.js';
import { type Candidate, candidateOf } from './candidate.js';
import { subjectOf } from './exceptions.js';
import { type Need, NO_NEED, type RuledFrontend } from './need.js';
import { needsOf } from './needs.js';

/**
 * Headers that satisfy all terms of an alternative: the rule applies then, or with `unless` it does not, and either may be
 * what leads to the canary. So may a header that satisfies the inner test of a negated term.
 */
export function ofCondition(rule: Rule, condition: Condition, asked: RuledFrontend): Candidate[] {
  return condition.alternatives.flatMap((terms) => {
    const all = terms.map(({ negated, acl }) => ({
      wanted: !negated,
      options: needsOf({ negated, acl }, asked),
    }));
    const filled = new Set(
      all.filter(({ wanted }) => wanted).flatMap(({ options: [first] }) => filledBy(first) ?? []),
    );
    const needs = all.filter(({ wanted, options: [first] }) => !wanted || !asksForFilled(first, filled));
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

/** The header, cookie or parameter that gets a certain value; null if any value will do. */
function filledBy(need: Need | undefined): string | null {
  return need === undefined || need.test?.method === 'found' ? null : subjectText(need);
}

/** That it is there is certain when another term gives it its value. */
function asksForFilled(need: Need | undefined, filled: ReadonlySet<string>): boolean {
  if (need?.test?.method !== 'found') return false;
  const subject = subjectText(need);
  return subject !== null && filled.has(subject);
}

function subjectText({ header, query }: Need): string | null {
  const subject =
    header === null && query === null ? null : subjectOf(header === null ? [] : [header], query);
  return subject === null ? null : `${subject.kind} ${subject.name}`;
}
