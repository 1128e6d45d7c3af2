import { masked } from '../text/masked.js';
import { type Answer, headerOf } from './observation.js';
/** An answer that names another place instead (RFC 9110, section 15.4). */
export interface Redirect {
  status: number;
  location: string;
}

const STATUSES: readonly number[] = [301, 302, 303, 307, 308];

/** The redirect that an answer is; null when it is none. */
export function redirectOf(answer: Answer): Redirect | null {
  const location = STATUSES.includes(answer.status) ? headerOf(answer, 'location') : null;
  return location === null ? null : { status: answer.status, location };
}

/** The maximum length of a Location value in reports. */
const LONGEST_LOCATION = 2_000;

/** The target of a redirect, for reports: a whole URL if it is one, without secrets. */
export function shownLocation(location: string, from: URL): string {
  const cut = location.slice(0, LONGEST_LOCATION);
  return masked(URL.canParse(cut, from.href) ? new URL(cut, from).href : cut);
}
