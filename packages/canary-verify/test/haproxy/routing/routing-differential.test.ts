import { describe, expect, test, vi } from 'vitest';
import { thorough } from 'workbench/thorough';
import type { Tool } from '../../../src/system/tool.js';
import { findTools } from '../../../src/topology/toolbox/find-tools.js';
import { compare, type Findings, noFindings } from './differential/compare.js';
import { REQUESTS, type RuleSet, ruleSet } from './differential/rule-set.js';
import { type RunningRules, runRules } from './differential/running-rules.js';

/** `CANARY_VERIFY_SEED=1` repeats a run, `CANARY_VERIFY_PIECE=3/8` takes one part of its rule sets. */
const SEED = Number(process.env.CANARY_VERIFY_SEED ?? 0) || Math.floor(Math.random() * 2 ** 31);
const [PIECE = 1, PIECES = 1] = (process.env.CANARY_VERIFY_PIECE ?? '')
  .split('/')
  .filter(Boolean)
  .map(Number);
const SETS_AT_ONCE = 500;
const AT_ONCE = 12;

/** Random rule sets, many in each HAProxy; each is asked with random requests. */
async function compared(haproxy: Tool, sets: number): Promise<Findings> {
  const findings = noFindings();
  const begin = (sets / PIECES) * (PIECE - 1);
  const end = begin + sets / PIECES;
  for (let first = begin; first < end; first += SETS_AT_ONCE) {
    const count = Math.min(SETS_AT_ONCE, end - first);
    const made = Array.from({ length: count }, (_, index) =>
      ruleSet(Math.imul(SEED, 1_000_003) + first + index, first + index),
    );
    const running = await runRules(
      haproxy,
      made.flatMap(({ lines }) => lines),
    );
    try {
      await asked(running, made, findings);
    } finally {
      await running.stop();
    }
  }
  return findings;
}

async function asked(running: RunningRules, sets: readonly RuleSet[], findings: Findings): Promise<void> {
  const left = [...sets];
  const worker = async () => {
    for (let set = left.pop(); set !== undefined; set = left.pop()) {
      const { frontend, lines, requests } = set;
      const subject = { rules: running.rules, frontend, lines, socket: running.socket(frontend) };
      await compare(subject, requests, findings);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** The version is asked for in the environment, which all have in common. */
async function haproxyOf(version: string): Promise<Tool> {
  vi.stubEnv('CANARY_VERIFY_HAPROXY', version);
  try {
    return (await findTools(['haproxy'])).haproxy;
  } finally {
    vi.unstubAllEnvs();
  }
}

describe(`random rules in a real HAProxy (seed ${SEED})`, () => {
  test.each([
    ['2.6', thorough ? 4_000 : 120],
    ['3.0', thorough ? 800 : 40],
    ['3.2', thorough ? 800 : 40],
  ])(
    'HAProxy %s does with each request what was deduced, in %d rule sets',
    async (version, sets) => {
      const findings = await compared(await haproxyOf(version), sets);
      const { wrong, whole, undecided, byChance } = findings;
      console.log(
        `HAProxy ${version}, seed ${SEED}: ${sets / PIECES} rule sets, ${whole + undecided} requests: ${whole} deduced, ` +
          `${byChance} of them with shares, ${undecided} not told; ${wrong.length} wrong`,
      );
      expect(wrong.slice(0, 3).join('\n')).toBe('');
      expect(whole + undecided).toBe((sets / PIECES) * REQUESTS);
      expect(byChance).toBeGreaterThan(sets / PIECES / 10);
      expect(undecided).toBeLessThan(whole / 10);
    },
    300_000,
  );
});
