import { readErrorRate } from '../options/error-rate.js';
import { quoted } from '../text/usage-error.js';
import type { Steps } from './machine.js';
import { type PlanStep, readSteps } from './plan-steps.js';
import { isObject, readDuration, refuseUnknownKeys, wrongPlan } from './read-plan-keys.js';

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
  /** The canary is what the plan's keys call stable. */
  exchanged: boolean;
  on: Rules;
  /** All runs of it together are wrong at most so often. */
  errorRate: number;
  /** Replicas that get no new requests still have so long for those that they have, in milliseconds. */
  drainMs: number;
  /** New replicas serve for so long before they are measured, in milliseconds. */
  warmUpMs: number;
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
  exchanged: unknown;
  on: unknown;
  drain: unknown;
  warmUp: unknown;
  /** The tolerance of steps without their own, and 1 minus the error rate; undefined: the default. */
  tolerance: string | number | undefined;
  confidence: string | number | undefined;
  /** Something scales the replicas: `drain` and `warmUp` are for these. */
  scales: boolean;
}

/**
 * Reads what a plan file has of its own.
 *
 * @throws UsageError that names the file and the key.
 */
export function readPlan(written: WrittenPlan, file: string): RolloutPlan {
  const { name, steps, on, drain = '10s', warmUp = '10s' } = written;
  for (const key of ['drain', 'warmUp'] as const)
    if (written[key] !== undefined && !written.scales)
      throw wrongPlan(file, `${key} is for replicas that the plan scales, and it has no scale`);
  return {
    name: readName(name, file),
    steps: readSteps(steps, file, written.tolerance),
    exchanged: readExchanged(written.exchanged, file),
    on: readRules(on, file),
    errorRate: readErrorRate(written.confidence ?? '99%'),
    drainMs: readDuration(drain, 'drain', file),
    warmUpMs: readDuration(warmUp, 'warmUp', file),
  };
}

/** What the states need to know of a plan. */
export function stepsOf({ steps }: RolloutPlan): Steps {
  const after = (does: (pause: PlanStep['pause']) => boolean) =>
    steps.flatMap(({ pause }, index) => (does(pause) ? [index] : []));
  return {
    count: steps.length,
    holdsAfter: after((pause) => pause !== null && pause.ms === null),
    waitsAfter: after((pause) => pause !== null && pause.ms !== null),
  };
}

function readName(name: unknown, file: string): string {
  if (typeof name === 'string' && /^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return name;
  throw wrongPlan(
    file,
    `name must have small letters, digits and hyphens, for example shop; got ${quoted(name)}`,
  );
}

function readExchanged(exchanged: unknown, file: string): boolean {
  if (exchanged === undefined || typeof exchanged === 'boolean') return exchanged ?? false;
  throw wrongPlan(file, `exchanged must be true or false; got ${quoted(exchanged)}`);
}

function readRules(on: unknown, file: string): Rules {
  if (on === undefined) return DEFAULT_RULES;
  if (!isObject(on))
    throw wrongPlan(file, `on must have rules, for example { under: pause }; got ${quoted(on)}`);
  refuseUnknownKeys(on, Object.keys(DEFAULT_RULES), file);
  const unlike = Object.entries(on).find(([, rule]) => !RULES.includes(String(rule)));
  if (unlike !== undefined)
    throw wrongPlan(file, `on.${unlike[0]} must be one of ${RULES.join(', ')}; got ${quoted(unlike[1])}`);
  return { ...DEFAULT_RULES, ...(on as Partial<Rules>) };
}
