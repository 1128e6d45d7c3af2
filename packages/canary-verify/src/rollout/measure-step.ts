import { readAll } from '../share/set-share.js';
import type { ShareSetting } from '../share/share-place.js';
import { reasonOf } from '../system/reason.js';
import type { Measuring } from './hands.js';
import type { NotedVerdict } from './journal.js';
import { confidenceOfRun, noteVerdict } from './judge.js';
import { note, stepOf, type Work } from './work.js';

/** One run of `verify`; what it found stands in the journal. */
export async function measure(
  work: Work,
  expected: Pick<Measuring, 'header' | 'share' | 'tolerance'>,
): Promise<NotedVerdict> {
  const { hands, known, signal } = work;
  const confidence = confidenceOfRun(++work.runs, known.plan.errorRate);
  const replicas = await findReplicas(work, expected.share);
  const noted = noteVerdict(await hands.measure({ ...expected, replicas, confidence, signal }));
  if (!signal.aborted) await note(work, { type: 'verdict', confidence, ...noted });
  return noted;
}

/** The replicas that make a share, where they do. */
async function findReplicas({ hands, signal }: Work, share: number): Promise<ShareSetting['replicas']> {
  const readings = await readAll(hands.places, signal).catch(() => []);
  return readings.map((one) => one.nearest(share).replicas).find((one) => one !== null) ?? null;
}

/**
 * Why the share of the step does not stand in every place any more; null while it does. HAProxy forgets it at a reload, and people
 * change what they see, so it is read before anything is measured.
 */
export async function findChangedShare(work: Work): Promise<string | null> {
  const { hands, signal } = work;
  try {
    const readings = await readAll(hands.places, signal);
    const other = readings.findIndex((one) => one.stored !== one.nearest(stepOf(work).share).stored);
    if (other === -1) return null;
    return `${hands.places[other]?.name} has ${readings[other]?.words}, set by somebody else or lost`;
  } catch (error) {
    return reasonOf(error);
  }
}
