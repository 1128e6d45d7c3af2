import { readExpectation } from '../options/expectation.js';
import { nearest } from '../text/nearest.js';
import { quoted, UsageError } from '../text/usage-error.js';
import type { Steps } from './machine.js';

/** One step of a rollout. */
export interface PlanStep {
  /** The canary's share, more than 0 and at most 1. */
  share: number;
  /** How far from it is right; 0 for 100 %. */
  tolerance: number;
  /** The tolerance as it was written; undefined: the default. */
  writtenTolerance: string | undefined;
  /** How long the share is watched before the next step, in milliseconds. */
  bakeMs: number;
  /** Somebody must say `promote` behind it. */
  pause: boolean;
}

/** What is done where a step does not go as it should. */
export type Consequence = 'rollback' | 'pause' | 'warn';

/** By what was found. */
export interface Rules {
  /** The canary gets more than it should. */
  over: Consequence;
  /** It gets less. */
  under: Consequence;
  undecided: Consequence;
  unmeasured: Consequence;
  /** Its requests fail or are slow more often than the stable version's. */
  worse: Consequence;
}

/** A rollout as it was planned: data, as it stands in the journal. */
export interface RolloutPlan {
  /** The name of its journal. */
  name: string;
  steps: readonly PlanStep[];
  on: Rules;
}

const DEFAULT_RULES: Rules = {
  over: 'rollback',
  under: 'pause',
  undecided: 'pause',
  unmeasured: 'pause',
  worse: 'rollback',
};
const RULES: readonly string[] = ['rollback', 'pause', 'warn'];

/** What a plan file has of its own, beside options. */
export interface WrittenPlan {
  name: unknown;
  steps: unknown;
  on: unknown;
}

/**
 * Reads what a plan file has of its own. 100 % is the last step, written or not.
 *
 * @throws UsageError that names the file and the key.
 */
export function readPlan({ name, steps, on }: WrittenPlan, file: string): RolloutPlan {
  const read = readSteps(steps, file);
  const last = read.at(-1);
  const whole = last !== undefined && last.share < 1 ? [...read, readStep('100%', file)] : read;
  return { name: readName(name, file), steps: whole, on: readRules(on, file) };
}

/** What the states need to know of a plan. */
export function stepsOf({ steps }: RolloutPlan): Steps {
  return { count: steps.length, holdsAfter: steps.flatMap(({ pause }, index) => (pause ? [index] : [])) };
}

function readName(name: unknown, file: string): string {
  if (typeof name === 'string' && /^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return name;
  throw wrong(
    file,
    `name must have small letters, digits and hyphens, for example shop; got ${quoted(name)}`,
  );
}

function readSteps(steps: unknown, file: string): PlanStep[] {
  if (!Array.isArray(steps) || steps.length === 0)
    throw wrong(file, `steps must be a list of shares, for example [1%, 10%, 50%]; got ${quoted(steps)}`);
  const read = steps.map((step) => readStep(step, file));
  const falling = read.findIndex(({ share }, index) => share <= (read[index - 1]?.share ?? 0));
  if (falling !== -1)
    throw wrong(file, `steps must rise from more than 0 %: step ${falling + 1} is ${quoted(steps[falling])}`);
  return read;
}

const STEP_KEYS: readonly string[] = ['share', 'tolerance', 'bake', 'pause'];

function readStep(step: unknown, file: string): PlanStep {
  const written = isObject(step) ? step : { share: step };
  refuseUnknown(written, STEP_KEYS, file);
  const { share, tolerance, bake = '0s', pause = false } = written;
  if (typeof pause !== 'boolean') throw wrong(file, `pause must be true or false; got ${quoted(pause)}`);
  if (!isWord(share) || (tolerance !== undefined && !isWord(tolerance)))
    throw wrong(file, `a step must have a share, for example 10%; got ${quoted(share)}`);
  const expectation = readExpectation({ expect: share, tolerance, leak: '1%' });
  const writtenTolerance = tolerance === undefined ? undefined : String(tolerance);
  const others = { writtenTolerance, bakeMs: readDuration(bake, file), pause };
  if (expectation.kind === 'share')
    return { share: expectation.share, tolerance: expectation.tolerance, ...others };
  return {
    share: expectation.kind === 'only' && expectation.track === 'canary' ? 1 : 0,
    tolerance: 0,
    ...others,
  };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function readDuration(written: unknown, file: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(String(written)) ?? [];
  if (count !== undefined) return Number(count) * (UNITS[unit] ?? 0);
  throw wrong(file, `bake must be a time with its unit, for example 10m; got ${quoted(written)}`);
}

function readRules(on: unknown, file: string): Rules {
  if (on === undefined) return DEFAULT_RULES;
  if (!isObject(on)) throw wrong(file, `on must have rules, for example { under: pause }; got ${quoted(on)}`);
  refuseUnknown(on, Object.keys(DEFAULT_RULES), file);
  const unlike = Object.entries(on).find(([, rule]) => !RULES.includes(String(rule)));
  if (unlike !== undefined)
    throw wrong(file, `on.${unlike[0]} must be one of ${RULES.join(', ')}; got ${quoted(unlike[1])}`);
  return { ...DEFAULT_RULES, ...(on as Partial<Rules>) };
}

/** A misspelt key would be a rule that never holds. */
function refuseUnknown(written: object, keys: readonly string[], file: string): void {
  const unknown = Object.keys(written).find((key) => !keys.includes(key));
  if (unknown === undefined) return;
  const near = nearest(unknown, keys);
  const cure = near === null ? `there are ${keys.join(', ')}` : `did you mean ${near}?`;
  throw wrong(file, `has the key ${quoted(unknown)}, which means nothing there; ${cure}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWord(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function wrong(file: string, problem: string): UsageError {
  return new UsageError('plan', `${file}: ${problem}`);
}
