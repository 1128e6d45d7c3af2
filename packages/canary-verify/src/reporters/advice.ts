import type { Diagnosis } from '../verdict/diagnosis.js';
import type { Verdict } from '../verdict/verdict.js';
import { diagnosisText } from './words/diagnosis-text.js';

/** Diagnoses with what to do about them. */
export interface Advice {
  /** Empty if nothing explains the verdict. */
  said: readonly { diagnosis: Diagnosis; says: string }[];
  /** Null if there is nothing to do. */
  next: string | null;
}

/**
 * The words for some or all diagnoses of a verdict, in their order. Those with the same advice stand together, so that it
 * is given once.
 */
export function adviceOn(
  verdict: Pick<Verdict, 'verdict' | 'diagnosis'>,
  diagnosis: readonly Diagnosis[],
): readonly Advice[] {
  const told = diagnosis.filter((one) => !isRepeated(one, verdict.diagnosis));
  return grouped(told.map((one) => adviceFor(one, verdict)));
}

/** The advice on a whole verdict. A difference that nothing explains is for the command that compares the sources. */
export function wholeAdvice(verdict: Verdict): readonly Advice[] {
  const { diagnosis } = verdict;
  if (diagnosis.length === 0 && verdict.verdict === 'differs') return [{ said: [], next: FIND_THE_CAUSE }];
  return adviceOn(verdict, diagnosis);
}

/** The same where there is no verdict. */
export function adviceOnCauses(diagnosis: readonly Diagnosis[]): readonly Advice[] {
  return grouped(diagnosis.map(plainAdvice));
}

const FIND_THE_CAUSE = 'Find the cause: canary-verify explain --consul URL --haproxy-stats URL URL';

function plainAdvice(diagnosis: Diagnosis): Advice {
  const { says, next } = diagnosisText(diagnosis);
  return { said: [{ diagnosis, says }], next };
}

/** After a match most diagnoses are remarks, and nothing is to be done about them. */
function adviceFor(one: Diagnosis, { verdict, diagnosis }: Pick<Verdict, 'verdict' | 'diagnosis'>): Advice {
  const advice = plainAdvice(one);
  if (verdict === 'matches') return isAlert(one) ? alarming(advice) : { ...advice, next: null };
  // A run that has used up its time says there what would help.
  const told = one.kind === 'still-open' && diagnosis.some(({ kind }) => kind === 'time-spent');
  return told ? { ...advice, next: null } : advice;
}

/** A remark that calls for action, also where the share is right. */
export function isAlert({ kind }: Diagnosis): boolean {
  return kind === 'canary-worse' || kind === 'marked-requests-fail';
}

function alarming({ said, next }: Advice): Advice {
  return { said: said.map(({ diagnosis, says }) => ({ diagnosis, says: `⚠ ${says}` })), next };
}

/** A canary without a server never answers: the cause says it all. */
function isRepeated(one: Diagnosis, all: readonly Diagnosis[]): boolean {
  return (
    one.kind === 'never-seen' && one.track === 'canary' && all.some(({ kind }) => kind === 'canary-empty')
  );
}

function grouped(all: readonly Advice[]): Advice[] {
  const groups: Advice[] = [];
  for (const { said, next } of all) {
    const same = next === null ? -1 : groups.findIndex((group) => group.next === next);
    const group = groups[same];
    if (group === undefined) groups.push({ said, next });
    else groups[same] = { said: [...group.said, ...said], next };
  }
  return groups;
}
