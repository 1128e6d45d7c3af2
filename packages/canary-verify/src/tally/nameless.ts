import type { Origin } from '../classify/origin.js';
import type { Answer } from '../observation/observation.js';
import type { ArmTally } from './tally.js';

/** Whether a response names no version: it never counts for one, whatever others name. */
export function isNameless({ track, version }: Origin): boolean {
  return track === null && version === null;
}

/** Counts the status of a response that names no version. */
export function countStatus({ statuses }: ArmTally, { status }: Answer): void {
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
}

/** The number of responses that name no version. */
export function namelessResponses({ statuses }: ArmTally): number {
  let sum = 0;
  for (const count of statuses.values()) sum += count;
  return sum;
}
