import { wholeFigure } from '../text/figures.js';
import type { ArmVerdict } from '../verdict/verdict.js';

/** The responses of which it is not known whether they are the canary's. */
export type OfUnknownVersion = Pick<ArmVerdict, 'unidentified' | 'statuses'>;

/** "10 without a version", "3 of unknown version" where some name one; null if there are none. */
export function unknownVersionWords({ unidentified, statuses }: OfUnknownVersion): string | null {
  if (unidentified === 0) return null;
  const nameless = namelessOf(statuses);
  return `${wholeFigure(unidentified)} ${nameless === unidentified ? 'without a version' : 'of unknown version'}`;
}

/** Responses that name no version. */
export function namelessOf(statuses: ArmVerdict['statuses']): number {
  return Object.values(statuses).reduce((sum, count) => sum + count, 0);
}
