import type { Band } from '../../statistics/split-test.js';
import { counted, percent, secondsFigure, wholeFigure } from '../../text/figures.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';
import type { Words } from './words.js';

type Kind = 'still-open' | 'time-spent';
type OfKind<One extends Kind> = Extract<Diagnosis, { kind: One }>;

/** The words for a run that has ended open. */
export const OPEN_WORDS: Words<OfKind<Kind>> = {
  'still-open': (open) => ({
    says: `After ${counted(open.requests, 'request')} ${stillPossible(open)}.${openReason(open)}`,
    next: openAdvice(open),
  }),
  'time-spent': (spent) => ({
    says: `The time was up after ${secondsText(spent.maxTimeMs)} (--max-time), with ${wholeFigure(spent.requests)} of about ${counted(spent.needed, 'request')} counted.${waitingText(spent)}`,
    next: timeAdvice(spent),
  }),
};

function stillPossible({ open, band }: Pick<OfKind<'still-open'>, 'open' | 'band'>): string {
  if (open.length === 0) return 'a leak is not ruled out';
  if (band === null)
    return `a share may still be ${open.map((side) => (side === 'lower' ? 'too small' : 'too large')).join(' or ')}`;
  return `the share may still be ${open.map((side) => limitText(side, band)).join(' or ')}`;
}

function limitText(side: 'lower' | 'upper', { share, tolerance }: Band): string {
  return side === 'lower' ? `below ${percent(share - tolerance)}` : `above ${percent(share + tolerance)}`;
}

type OpenFacts = Pick<OfKind<'still-open'>, 'requests' | 'needed' | 'unknown' | 'keptOpen'>;

/** What keeps a run open, besides the share itself. */
function openReason({ requests, needed, unknown, keptOpen }: OpenFacts): string {
  if (keptOpen !== null)
    return ` ${counted(unknown, 'request')} failed or named no version. They keep the run open, because each may have been of either version.`;
  return requests < needed
    ? ` ${counted(requests, 'request')} are too few: when the traffic is right, a run needs about ${wholeFigure(needed)}.`
    : '';
}

function openAdvice({ requests, needed, keptOpen }: Omit<OpenFacts, 'unknown'>): string {
  if (keptOpen === 'never')
    return 'Find out why requests fail: more requests cannot decide while so many fail.';
  if (keptOpen === 'more') return 'Find out why requests fail, or allow more requests (-n).';
  if (requests < needed) return 'Allow more requests (-n), more time (--max-time) or a wider --tolerance.';
  return 'The share may lie near a limit of the tolerance: allow more requests (-n), or use --decide.';
}

function waitingText({ waiting, longestMs, stalled }: OfKind<'time-spent'>): string {
  if (!stalled || waiting === 0) return '';
  return waiting === 1
    ? ` 1 request was sent and not answered; it has waited for ${secondsFigure(longestMs)}.`
    : ` ${wholeFigure(waiting)} requests were sent and not answered; the first of them has waited for ${secondsFigure(longestMs)}.`;
}

function timeAdvice({ requests, needed, maxTimeMs, stalled }: OfKind<'time-spent'>): string {
  if (stalled)
    return 'Requests are not answered: check the replicas and the queue of the proxy before you allow more time.';
  if (requests === 0)
    return "Check how long a response takes before you allow more time: curl -so /dev/null -w '%{time_total}' URL";
  if (requests >= needed) return 'Allow more time (--max-time) or a wider --tolerance.';
  const enough = roundTime((1.5 * maxTimeMs * needed) / requests);
  return `Allow more time: --max-time ${enough} (${counted(requests, 'request')} took ${secondsText(maxTimeMs)}), or a wider --tolerance.`;
}

/** "30s", "5m", "2h": not less than it takes. */
function roundTime(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds <= 90) return `${seconds}s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 90 ? `${minutes}m` : `${Math.ceil(minutes / 60)}h`;
}

function secondsText(milliseconds: number): string {
  return `${milliseconds / 1000} s`;
}
