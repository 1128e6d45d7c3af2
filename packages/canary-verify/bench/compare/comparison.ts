import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import type { Band } from '../../src/statistics/split-test.js';
import { EXPECTATIONS } from './cases.js';
import type { Rule } from './rule.js';
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

/** A published test at the split that it is made for. */
export interface OwnResult {
  rule: Rule;
  share: number;
  cases: { trueShare: number; tally: Tally }[];
}

export interface Comparison {
  settings: Settings;
  expectations: ExpectationResult[];
  own: OwnResult[];
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
  const own = RULES.flatMap((rule) =>
    rule.made === null || rule.made.share === null
      ? []
      : [ownResult(rule, rule.made.share, settings.streams, supply)],
  );
  return { settings, expectations, own };
}

/** The canary's share is right, 5 points and 10 points too large, and nothing. */
const OFF = [0, 0.05, 0.1] as const;

function ownResult(
  rule: Rule,
  share: number,
  streams: number,
  supply: Generator<JumpableRandomGenerator, never>,
): OwnResult {
  // The band is for rules that ask for one; published tests bring their own tolerance.
  const band = { share, tolerance: 0.05 };
  const cases = [...OFF.map((off) => share + off), 0].flatMap((trueShare) =>
    simulate({ band, trueShare }, [rule], streams, supply).map((tally) => ({ trueShare, tally })),
  );
  return { rule, share, cases };
}

function runCase(one: Case, streams: number, supply: Generator<JumpableRandomGenerator, never>): CaseResult {
  return { trueShare: one.trueShare, tallies: simulate(one, RULES, streams, supply) };
}
