import { deduce } from './deduce.js';
import { proxyIndex } from './proxy-index.js';
import type { Deduction, ProbedRequest, RoutingRules, ServersUp } from './rules.js';

/** What becomes of a request while all servers of some backends are up. */
export interface WhileUp {
  deduction: Deduction;
  /** Those that matter; empty: it is so in any case. */
  whileUp: readonly string[];
}

/**
 * What becomes of a request. Where that depends on how many servers are up (`nbsrv`), which no file tells: while all are up
 * of the backends whose servers the rules count, and only of those that are needed for an answer.
 *
 * @throws RangeError when there is no such frontend.
 */
export function deduceWhileUp(rules: RoutingRules, frontend: string, request: ProbedRequest): WhileUp {
  const up = (names: readonly string[]) => deduce(rules, frontend, request, allUp(rules, names));
  const inAnyCase = { deduction: up([]), whileUp: [] };
  if (isWhole(inAnyCase.deduction)) return inAnyCase;
  const whileUp = fewest(proxyIndex(rules).counted, (names) => isWhole(up(names)));
  return whileUp === null ? inAnyCase : { deduction: up(whileUp), whileUp };
}

function isWhole({ unknown }: Deduction): boolean {
  return unknown.length === 0;
}

/** All servers of these backends. */
export function allUp(rules: RoutingRules, names: readonly string[]): ServersUp {
  const { backends } = proxyIndex(rules);
  return Object.fromEntries(
    names.flatMap((name) => {
      const backend = backends.get(name);
      return backend === undefined ? [] : [[name, backend.servers]];
    }),
  );
}

/** As few of the names as do; null: not even all do. */
export function fewest(
  names: readonly string[],
  areEnough: (names: readonly string[]) => boolean,
): string[] | null {
  if (!areEnough(names)) return null;
  return names.reduce<string[]>(
    (kept, name) => {
      const others = kept.filter((other) => other !== name);
      return areEnough(others) ? others : kept;
    },
    [...names],
  );
}
