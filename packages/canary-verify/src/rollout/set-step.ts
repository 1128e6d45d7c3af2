import { type ShareChange, setEach, setShare } from '../share/set-share.js';
import type { PlanStep } from './plan-steps.js';
import { note, type Work } from './work.js';

/** Takes the share away wherever that can be done. @throws Error that names the places where it cannot. */
export async function emptyPlaces(work: Work): Promise<void> {
  await note(work, { type: 'setting', share: 0 });
  const { changes, failures } = await setEach(work.hands.places, { share: 0, tolerance: 0 }, work.signal);
  if (changes.length > 0) await noteChanges(work, changes);
  if (failures.length > 0) throw new Error(failures.join(' '));
}

/** Sets the share in every place; both ends of it stand in the journal. @throws ShareError when a place refuses. */
export async function setStep(
  work: Work,
  { share, tolerance }: Pick<PlanStep, 'share' | 'tolerance'>,
): Promise<void> {
  await note(work, { type: 'setting', share });
  const changes = await setShare(work.hands.places, { share, tolerance }, work.signal);
  await noteChanges(work, changes);
}

async function noteChanges(work: Work, changes: readonly ShareChange[]): Promise<void> {
  const places = changes.map(({ place, before, now }) => ({ place, before: before.words, now: now.words }));
  await note(work, { type: 'set', places });
}
