import { NOTHING_ASSUMED } from '../deduce.js';
import { arrival, onWay } from '../evaluation/message.js';
import { testHolds } from '../evaluation/truth.js';
import type { KnownTest } from '../rules/condition.js';
import { needOf, type RuledFrontend } from './need.js';

/** No more values are tried, until one is found: of a hundred buckets each is met by then, almost surely. */
const MOST_SEARCHED = 1_000;

/** A value that a test is true of, where converters such as hashes leave nothing but to try; empty if none is found. */
export function searched(test: KnownTest, { rules, proxy }: RuledFrontend): string[] {
  if (test.expression.converters.length === 0) return [];
  for (let number = 1; number <= MOST_SEARCHED; number++) {
    const need = needOf(test.expression.fetch, String(number), test);
    if (need?.header == null && need?.query == null) return [];
    const request = {
      ...{ method: 'GET', tls: false, sni: null, certificate: false, source: '127.0.0.1', port: null },
      path: need.query === null ? '/' : `/?${need.query}`,
      headers: need.header === null ? [] : [need.header],
    };
    const message = onWay(arrival(request), ONE_WAY);
    const scope = { message, rules, assumed: NOTHING_ASSUMED, frontend: proxy.name, proxy: proxy.name };
    const truth = testHolds(test, { ...scope, phase: 'use_backend', mode: proxy.mode });
    if (typeof truth !== 'boolean') return [];
    if (truth) return [String(number)];
  }
  return [];
}

/** Nothing decides by chance here: a truth that takes it is none. */
const ONE_WAY = { chance: () => 0, doubt: () => false, tried: () => {} };
