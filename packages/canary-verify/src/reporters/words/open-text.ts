import { counted, wholeFigure } from '../../text/figures.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';
import type { Words } from './words.js';

/** The words for a run that has ended open. */
export const OPEN_WORDS: Words<Extract<Diagnosis, { kind: 'still-open' }>> = {
  'still-open': ({ requests, open, needed, unknown, keptOpen }) => ({
    says: `After ${counted(requests, 'request')} ${stillPossible(open)}.${openReason({ requests, needed, unknown, keptOpen })}`,
    next: openAdvice({ requests, needed, keptOpen }),
  }),
};

function stillPossible(open: readonly ('lower' | 'upper')[]): string {
  if (open.length === 0) return 'a leak is not ruled out';
  const sides = open.map((boundary) => (boundary === 'lower' ? 'too small' : 'too large'));
  return `it is still possible that the share is ${sides.join(' or ')}`;
}

type OpenFacts = Pick<Extract<Diagnosis, { kind: 'still-open' }>, 'requests' | 'needed' | 'keptOpen'>;

/** What keeps a run open, besides the share itself. */
function openReason({ requests, needed, unknown, keptOpen }: OpenFacts & { unknown: number }): string {
  if (keptOpen !== null)
    return ` ${counted(unknown, 'request')} failed or named no version, and they keep it open: each may have been of either version.`;
  return requests < needed
    ? ` ${counted(requests, 'request')} are too few: when the traffic is right, a run needs about ${wholeFigure(needed)}.`
    : '';
}

function openAdvice({ requests, needed, keptOpen }: OpenFacts): string {
  if (keptOpen === 'never') return 'Find out why they fail: more requests cannot decide while so many do.';
  if (keptOpen === 'more') return 'Find out why they fail, or allow more requests (-n).';
  if (requests < needed) return 'Allow more requests (-n), more time (--max-time) or a wider --tolerance.';
  return 'The share may lie near the edge: allow more requests (-n), or use --decide.';
}
