import { deduce } from './deduce.js';
import { proxyIndex } from './rules/proxy-index.js';
import type { Assumed, Deduction, ProbedRequest, RoutingRules } from './rules/rules.js';

/** The moments in which a claim holds. */
export interface While {
  /** All servers of these backends are up, which rules count or ask for (`nbsrv`, `srv_is_up`). Empty: whatever is up. */
  up: readonly string[];
  /** No limit is reached: rates, counters, connections and queues are small, and caches are empty. */
  calm: boolean;
}

/** In any moment. */
export const AT_ANY_TIME: While = { up: [], calm: false };

/** The end of a request, and the moments in which it is so. */
export interface DeducedWhile {
  deduction: Deduction;
  while: While;
}

/**
 * The end of a request. Where rules look at servers that are up or at limits, it is that of a moment in which all servers are
 * up and no limit is reached, with as few of these assumptions as are needed to get a definite answer.
 *
 * @throws RangeError when there is no such frontend.
 */
export function deduceWhile(rules: RoutingRules, frontend: string, request: ProbedRequest): DeducedWhile {
  const during = (moment: While): DeducedWhile => {
    return { deduction: deduce(rules, frontend, request, assumedIn(rules, moment)), while: moment };
  };
  const whole = findInFewestMoments(rules, (moment) => {
    const found = during(moment);
    return found.deduction.unknown.length === 0 ? found : null;
  });
  return whole ?? during(AT_ANY_TIME);
}

/**
 * The first result that is found: without an assumption, else with all servers up and no limit reached, for as few backends
 * as are needed of those that the rules ask for. Null if there is none even then.
 */
export function findInFewestMoments<Found>(
  rules: RoutingRules,
  find: (moment: While) => Found | null,
): Found | null {
  const { counted, limited } = proxyIndex(rules);
  const inAnyCase = find(AT_ANY_TIME);
  if (inAnyCase !== null || (counted.length === 0 && !limited)) return inAnyCase;
  let needed: While = { up: counted, calm: limited };
  let found = find(needed);
  if (found === null) return null;
  const without = [
    ...(limited ? [(moment: While): While => ({ ...moment, calm: false })] : []),
    ...counted.map(
      (name) =>
        (moment: While): While => ({
          ...moment,
          up: moment.up.filter((other) => other !== name),
        }),
    ),
  ];
  for (const less of without) {
    const fewer = less(needed);
    const still = find(fewer);
    if (still === null) continue;
    found = still;
    needed = fewer;
  }
  return found;
}

/** What counters, limits and `nbsrv` find in such a moment. */
export function assumedIn(rules: RoutingRules, { up, calm }: While): Assumed {
  const { backends } = proxyIndex(rules);
  const counts = up.flatMap((name) => {
    const backend = backends.get(name);
    // HAProxy does not start a disabled backend, and counts none of its servers.
    return backend === undefined
      ? []
      : [[name, backend.serving.disabled ? 0 : backend.serving.usable] as const];
  });
  return { serversUp: Object.fromEntries(counts), calm };
}
