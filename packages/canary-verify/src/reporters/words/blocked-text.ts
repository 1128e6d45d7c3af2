import type { Unfollowed } from '../../settle/after-redirect.js';
import type { Blocked } from '../../settle/blocked.js';
import { printable } from '../../text/printable.js';
import { failureText } from './failure-text.js';
import { problemText } from './problem-text.js';
import type { Words } from './words.js';

/** The words for what keeps every request from being counted. */
export const BLOCKED_WORDS: Words<Blocked> = {
  unreachable: ({ tried, cause, problem, unusedProxy }) => {
    const { says, next } = problem === undefined ? START_PROXY : problemText(problem);
    return {
      says:
        `No answer from ${tried.map((place) => printable(place)).join(' or ')}: ${says ?? failureText(cause)}.` +
        (unusedProxy === undefined
          ? ''
          : ` ${unusedProxy} is set, and is not used: requests go straight to the target.`),
      next,
    };
  },
  'consul-unreachable': ({ url, cause }) => ({
    says: `Consul at ${printable(url)} did not say which replicas there are: ${printable(cause, 200)}.`,
    next: 'See whether its agent runs, and whether CONSUL_HTTP_TOKEN may read the services; or say --replicas 9+1.',
  }),
  'not-in-consul': ({ services }) => ({
    says: `Consul knows no healthy replica of ${services.map((name) => printable(name)).join(' or ')}.`,
    next: 'Run `consul catalog services`. If they are listed, their checks fail, or the token may not read them. Else name yours: --services STABLE+CANARY',
  }),
  'other-service': ({ service, services }) => ({
    says: `The responses come from ${printable(service)}, and Consul was asked for the replicas of ${services.map((name) => printable(name)).join(' and ')}.`,
    next: `Name the service that is measured: --services ${printable(service)} for one version alone, --services STABLE+CANARY for a share. Or leave out --consul.`,
  }),
  'redirect-not-followed': ({ status, from, location, why }) => ({
    says: `${printable(from)} answers ${status} to ${printable(location, 200)}: ${UNFOLLOWED[why]}.`,
    next: why === 'no-url' ? null : 'Give the URL that is to be measured.',
  }),
};

const START_PROXY = {
  says: null,
  next: 'Start the proxy, or give its URL: canary-verify --expect 10% URL',
};

const UNFOLLOWED: Record<Unfollowed, string> = {
  'no-url': 'that is no URL to follow',
  elsewhere: 'it is of another origin, and how to connect was said of the first one',
  'too-many': 'that is one redirect too many',
  marked: 'it is of another origin, which must not get the headers that make the kinds of request differ',
};
