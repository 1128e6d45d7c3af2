import type { ArmRun } from '../decide/arm-run.js';
import type { Run } from '../decide/run.js';
import { unseenValues } from '../decide/unseen-values.js';
import type { ClassifyRules } from '../options/classify-rules.js';
import { isKnownByEarlier } from '../tally/compared-versions.js';
import { loneResponses, loneVersion } from '../tally/lone-version.js';
import { namelessResponses } from '../tally/nameless.js';
import type { Tally } from '../tally/tally.js';
import type { Track } from '../terms/track.js';
import type { Diagnosis } from './diagnosis.js';
import { type ArmVerdict, firstHopOf } from './verdict.js';

/** A server may name ever new versions: more are of no use. */
const MOST_SEEN = 20;

/** Values that an option names and no response has: those that make the counts worthless, or that left responses unidentified. */
export function diagnoseUnseenValues(
  run: Run,
  arms: readonly ArmVerdict[],
  rules: ClassifyRules,
): Extract<Diagnosis, { kind: 'value-not-seen' }>[] {
  const unmeasured = arms.some((arm) => firstHopOf(arm) === 'unmeasured');
  return unseenValues(run.arms, rules)
    .filter(({ voids }) => voids || unmeasured)
    .map(({ option, value, seen, nearest }) => ({
      kind: 'value-not-seen',
      ...{ option, value, seen: seen.slice(0, MOST_SEEN), nearest },
    }));
}

/** One version alone that could be either. */
export function diagnoseLoneVersion(arm: ArmRun, verdict: ArmVerdict, run: Run): Diagnosis[] {
  const version = loneVersion(run.tally);
  const responses = loneResponses(arm.tally);
  if (version === null || responses === 0 || firstHopOf(verdict) === 'undecided') return [];
  const only = arm.plan.arm.expectation.kind === 'only';
  const others = run.arms.filter((one) => one !== arm && loneResponses(one.tally) > 0);
  return [
    {
      kind: 'one-version',
      ...{ arm: arm.plan.arm.name, version, responses, only },
      alike: only && firstHopOf(verdict) === 'differs' ? others.map(({ plan }) => plan.arm.name) : [],
      instances: Object.keys(verdict.instances).slice(0, MOST_SEEN),
    },
  ];
}

/** Two versions that nobody can put in order, where all that is unidentified is one of them. */
export function diagnoseOrder(run: Run, arms: readonly ArmVerdict[]): Diagnosis[] {
  const { seen, canary } = run.tally.versions;
  const unmeasured = arms.some((arm) => firstHopOf(arm) === 'unmeasured');
  return isUnordered(run.tally) && unmeasured && canary === null
    ? [{ kind: 'versions-not-ordered', versions: [...seen].sort() }]
    : [];
}

/** Whether two versions alone answered, and it is not known which of them is the canary. */
export function isUnordered({ versions: { seen, canary }, arms }: Tally): boolean {
  return seen.size === 2 && canary === null && arms.every(({ stable, canary }) => stable + canary === 0);
}

/** The name of the version that no response came from; null if neither an option nor an earlier run names it. */
export function nameOfUnseen(track: Track, { versions }: Tally, rules: ClassifyRules): string | null {
  return rules[track] ?? (isKnownByEarlier(versions) ? (versions.earlier?.[track] ?? null) : null);
}

/** The number of responses that are unidentified for another reason than those above. */
export function otherwiseUnidentified({ tally }: ArmRun, run: Run): number {
  const known = loneVersion(run.tally) !== null || isUnordered(run.tally);
  return known && tally.names.length === 0 ? namelessResponses(tally) : tally.unidentified;
}
