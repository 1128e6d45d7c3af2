import type { Count } from '../terms/quantities.js';

/** Responses of one HTTP status. */
export interface StatusCount {
  /** @asType integer */
  status: number;
  responses: Count;
}

/** Responses by status, the most frequent first. */
export function statusCounts(statuses: Readonly<Record<string, number>>): StatusCount[] {
  return Object.entries(statuses)
    .map(([status, responses]) => ({ status: Number(status), responses }))
    .sort((one, other) => other.responses - one.responses);
}
