import { isAgainstCanary } from '../verdict/health-diagnosis.js';
import type { Verdict } from '../verdict/verdict.js';
import type { NotedVerdict } from './journal.js';
import type { RolloutEvent } from './machine.js';
import type { Consequence, Rules } from './plan.js';

/** What a run found wrong, in the words of the plan's rules. */
export interface StepFinding {
  rule: keyof Rules;
  says: string;
}

/** What a verdict says of a step; null if nothing is wrong. Pure. The worst comes first: a canary that is worse gets no more. */
export function findingIn({ verdict, over, diagnoses }: NotedVerdict): StepFinding | null {
  if (diagnoses.includes('canary-worse')) return { rule: 'worse', says: 'the canary is worse' };
  if (diagnoses.includes('marked-requests-fail'))
    return { rule: 'worse', says: 'requests that must reach the canary fail more often than the others' };
  if (diagnoses.includes('errors-above-limit'))
    return { rule: 'worse', says: 'more of its requests fail than may' };
  if (verdict === 'matches') return null;
  if (verdict === 'undecided' || verdict === 'unmeasured')
    return {
      rule: verdict,
      says: `the share is ${verdict}${diagnoses[0] === undefined ? '' : `: ${diagnoses[0]}`}`,
    };
  return over
    ? { rule: 'over', says: 'the canary gets more than it should' }
    : { rule: 'under', says: 'the canary gets less than it should' };
}

/** Whether another run may say what this one did not: of the share, and nothing against the canary. Pure. */
export function isWithoutAnswer({ verdict, diagnoses }: NotedVerdict): boolean {
  return !diagnoses.some(isAgainstCanary) && (verdict === 'undecided' || verdict === 'unmeasured');
}

const EVENTS: Readonly<Record<Consequence, 'roll-back' | 'hold' | null>> = {
  rollback: 'roll-back',
  pause: 'hold',
  warn: null,
};

/** The event that the plan wants for a verdict; null: the step goes on. Pure. */
export function judge(noted: NotedVerdict, rules: Rules): Extract<RolloutEvent, { reason: string }> | null {
  const found = findingIn(noted);
  if (found === null) return null;
  const type = EVENTS[rules[found.rule]];
  return type === null ? null : { type, reason: found.says };
}

/**
 * The versions that answered in a rollout, when there are more than two: somebody has deployed meanwhile, so it is not known any
 * more what is measured. Null otherwise. Pure.
 */
export function findThirdVersion(before: Iterable<string>, { versions }: NotedVerdict): string | null {
  const all = new Set([...before, ...versions]);
  return all.size <= 2 ? null : `more than two versions answer: ${[...all].sort().join(', ')}`;
}

function isOnlySlow(diagnosis: Verdict['diagnosis']): boolean {
  const against = diagnosis.filter(({ kind }) => isAgainstCanary(kind));
  return against.length > 0 && against.every((one) => one.kind === 'canary-worse' && one.what === 'latency');
}

function healthIn(arms: Verdict['arms']): NotedVerdict['health'] {
  const errors = arms.find(({ health }) => health !== null)?.health?.errors;
  return errors === undefined ? null : { stable: errors.stable, canary: errors.canary };
}

/** The part of a verdict that decisions go by. */
export function noteVerdict({
  verdict,
  expected,
  share,
  interval,
  requests,
  stable,
  canary,
  failed,
  arms,
  diagnosis,
}: Verdict): NotedVerdict {
  return {
    ...{ verdict, expected: expected.share, share, interval, requests, stable, canary, failed },
    health: healthIn(arms),
    over: arms.some((arm) => arm.verdict === 'differs' && (arm.share ?? 0) > arm.expected.share),
    slow: isOnlySlow(diagnosis),
    versions: [...new Set(arms.flatMap((arm) => Object.keys(arm.versions)))],
    diagnoses: [...new Set(diagnosis.map(({ kind }) => kind))],
  };
}

/**
 * The confidence of the run of that number, from 1, so that all runs of a rollout together are wrong as rarely as one run
 * with this error rate: 1 % is dealt as 1/2, 1/6, 1/12, … (1/(j(j+1)) adds up to 1).
 */
export function confidenceOfRun(number: number, errorRate: number): number {
  return 1 - errorRate / (number * (number + 1));
}

/** What so many runs have left of a rollout's error rate for all that follow. */
export function errorRateLeft(runs: number, errorRate: number): number {
  return errorRate / (runs + 1);
}
