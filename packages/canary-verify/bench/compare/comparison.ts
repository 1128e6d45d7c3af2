import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import type { Band } from '../../src/statistics/split-test.js';
import { EXPECTATIONS } from './cases.js';
import { RULES } from './rules/index.js';
import { type Case, generators, simulate, type Tally } from './simulate.js';

/** What the comparison was run with: the same settings give the same figures. */
export interface Settings {
  seed: number;
  streams: number;
}

export interface CaseResult {
  trueShare: number;
  tallies: Tally[];
}

export interface ExpectationResult {
  band: Band;
  cases: CaseResult[];
}

export interface Comparison {
  settings: Settings;
  expectations: ExpectationResult[];
}

/** Runs every case; `announce` is called before each of them. */
export function compare(settings: Settings, announce: (one: Case) => void): Comparison {
  const supply = generators(settings.seed);
  const expectations = EXPECTATIONS.map(({ band, trueShares }) => ({
    band,
    cases: trueShares.map((trueShare) => {
      announce({ band, trueShare });
      return runCase({ band, trueShare }, settings.streams, supply);
    }),
  }));
  return { settings, expectations };
}

function runCase(one: Case, streams: number, supply: Generator<JumpableRandomGenerator, never>): CaseResult {
  return { trueShare: one.trueShare, tallies: simulate(one, RULES, streams, supply) };
}
