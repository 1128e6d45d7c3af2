import type { Unfollowed } from '../../settle/after-redirect.js';
import { counted, wholeFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';
import type { Words } from './words.js';

type Kind = 'redirect-not-followed' | 'redirects-followed' | 'redirected';

/** The words for redirects. */
export const REDIRECT_WORDS: Words<Extract<Diagnosis, { kind: Kind }>> = {
  'redirect-not-followed': ({ status, from, location, why }) => ({
    says: `${printable(from)} answers ${status} to ${printable(location, 200)}. The redirect was not followed: ${UNFOLLOWED[why]}.`,
    next:
      why === 'no-url'
        ? 'Correct the header Location of this response: curl -si URL'
        : 'Measure the final URL of the redirects: curl -sIL URL',
  }),
  'redirects-followed': ({ from, to, redirects, withheld }) => ({
    says:
      `${printable(from)} redirects. The final URL was measured, ${counted(redirects, 'redirect')} later: ${printable(to, 200)}` +
      `${withheld.length === 0 ? '' : `, without the ${withheld.length === 1 ? 'header' : 'headers'} ${withheld.map((name) => printable(name)).join(', ')}`}.`,
    next: null,
  }),
  redirected: ({ redirects, requests, status, location }) => ({
    says: `${wholeFigure(redirects)} of ${wholeFigure(requests)} responses name no version and redirect (${status}) to ${printable(location, 200)}.`,
    next: `Measure ${printable(location, 200)}, or add --location to follow redirects.`,
  }),
};

const UNFOLLOWED: Record<Unfollowed, string> = {
  'no-url': 'its Location is not a usable URL',
  elsewhere:
    'it leads to another host, and --connect-to, --resolve or --unix-socket gives the way to the first host only',
  'too-many': 'it is one redirect too many',
  marked: 'it leads to another host, which must not get the headers that make the kinds of request differ',
};
