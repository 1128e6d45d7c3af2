import type { Diagnosis } from '../verdict/diagnosis.js';
import type { ArmVerdict, Verdict } from '../verdict/verdict.js';

/** Whether the arm has one share that its interval can be about: it was measured, it did not change, and it is the same for all. */
export function hasOneShare(arm: ArmVerdict, { diagnosis }: Pick<Verdict, 'diagnosis'>): boolean {
  if (arm.verdict === 'unmeasured' || arm.addressesDisagree) return false;
  return !diagnosis.some((one) => contradicts(one) && 'arm' in one && one.arm === arm.name);
}

function contradicts(one: Diagnosis): boolean {
  if (one.kind === 'bursts') return one.shown;
  return one.kind === 'drifted' || one.kind === 'depends-on-time';
}
