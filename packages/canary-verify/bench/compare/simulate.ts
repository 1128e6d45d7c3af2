import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import type { Band } from '../../src/statistics/split-test.js';
import type { Answer, Rule } from './rule.js';
import { Stream } from './stream.js';

/** One declared split and one share that the traffic really takes. */
export interface Case {
  band: Band;
  trueShare: number;
}

/** How often a rule gave each answer in one case, and what it cost. */
export interface Tally extends Record<Answer, number> {
  rule: Rule;
  meanRequests: number;
}

/** Endless supply of independent generators from one seed: each starts 2^64 draws after the one before it. */
export function* generators(seed: number): Generator<JumpableRandomGenerator, never> {
  const next = xoroshiro128plus(seed);
  while (true) {
    next.jump();
    yield next.clone();
  }
}

/** As many streams as asked for, each shown to every rule. */
export function simulate(
  { band, trueShare }: Case,
  rules: readonly Rule[],
  streams: number,
  supply: Generator<JumpableRandomGenerator, never>,
): Tally[] {
  const entries = rules.map((rule) => ({
    decide: rule.prepare(band),
    tally: { rule, matches: 0, differs: 0, undecided: 0, meanRequests: 0 },
  }));
  for (let run = 0; run < streams; run++) {
    const stream = new Stream(supply.next().value, trueShare);
    for (const { decide, tally } of entries) {
      const { answer, requests } = decide(stream);
      tally[answer]++;
      tally.meanRequests += requests / streams;
    }
  }
  return entries.map(({ tally }) => tally);
}
