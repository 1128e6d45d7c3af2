import { setShare } from '../share/set-share.js';
import type { PlanStep } from './plan-steps.js';
import { note, type Work } from './work.js';

/** Sets the share in every place; both ends of it stand in the journal. @throws ShareError when a place refuses. */
export async function setStep(
  work: Work,
  { share, tolerance }: Pick<PlanStep, 'share' | 'tolerance'>,
): Promise<void> {
  await note(work, { type: 'setting', share });
  const changes = await setShare(work.hands.places, { share, tolerance }, work.signal);
  const places = changes.map(({ place, before, now }) => ({ place, before: before.words, now: now.words }));
  await note(work, { type: 'set', places });
}
