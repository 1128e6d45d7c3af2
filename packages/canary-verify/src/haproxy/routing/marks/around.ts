import type { Rule } from '../rules/rules.js';
import type { Surroundings } from './candidate.js';
import { type Need, NO_NEED, type RuledFrontend } from './need.js';
import { needsOf } from './needs.js';

/** What the first alternative of its condition needs. */
export function firstAround({ condition }: Rule, asked: RuledFrontend): Surroundings {
  const wanted = (condition?.alternatives[0] ?? []).filter((term) => term.negated === condition?.unless);
  const { host, path, method } = wanted
    .map((term) => needsOf(term, asked)[0] ?? NO_NEED)
    .reduce(merged, NO_NEED);
  return { host, path, method };
}

/** What both need; where they differ, the second counts. */
export function merged(first: Need, second: Need): Need {
  return {
    ...first,
    path: second.path ?? first.path,
    method: second.method ?? first.method,
    host: second.host ?? first.host,
    query:
      first.query === null
        ? second.query
        : second.query === null
          ? first.query
          : `${first.query}&${second.query}`,
  };
}
