import type { Blocked } from '../../settle/blocked.js';
import { counted } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import { failureText } from './failure-text.js';
import { namedText } from './named-text.js';
import { problemText } from './problem-text.js';
import { REDIRECT_WORDS } from './redirect-text.js';
import { shellWord } from './shell-word.js';
import { sourceFailureText } from './source-failure-text.js';
import type { DiagnosisText, Words } from './words.js';

type OfKind<Kind extends Blocked['kind']> = Extract<Blocked, { kind: Kind }>;

/** The words for what keeps a run from counting anything. */
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
    says: `Could not read the replicas from Consul at ${printable(url)}: ${sourceFailureText(cause)}.`,
    next: 'Check that the Consul agent runs and that CONSUL_HTTP_TOKEN may read the services. Without Consul, give the numbers of replicas: --replicas 9+1',
  }),
  'not-in-consul': notInConsul,
  'other-service': ({ service, services }) => ({
    says: `The responses come from ${printable(service)}, and Consul was asked for the replicas of ${services.map((name) => printable(name)).join(' and ')}.`,
    next: `Name the service that is measured: --services ${printable(service)} for one version alone, --services STABLE+CANARY for a share. Or leave out --consul.`,
  }),
  'redirect-not-followed': REDIRECT_WORDS['redirect-not-followed'],
};

const START_PROXY = {
  says: null,
  next: 'Start the proxy, or give its URL: canary-verify --expect 10% URL',
};

function notInConsul({ services, unhealthy, known }: OfKind<'not-in-consul'>): DiagnosisText {
  const names = services.map((name) => printable(name));
  const says = [
    `Consul has no healthy replica of ${names.join(' and none of ')}.`,
    ...unhealthy.map(
      ({ service, replicas }) =>
        `${counted(replicas, 'replica')} of ${printable(service)} ${replicas === 1 ? 'is' : 'are'} registered, and not healthy.`,
    ),
    ...(unhealthy.length > 0 || known === null ? [] : [servicesText(known)]),
  ];
  return { says: says.join(' '), next: nextFor(unhealthy[0]?.service, known) };
}

function servicesText(known: readonly string[]): string {
  return known.length === 0 ? 'It shows no service at all.' : `It knows these services: ${namedText(known)}.`;
}

function nextFor(failing: string | undefined, known: readonly string[] | null): string {
  if (failing !== undefined)
    return `Read the failing checks of ${printable(failing)}: curl $CONSUL_HTTP_ADDR/v1/health/checks/${shellWord(failing)}`;
  if (known !== null && known.length > 0)
    return 'If the list has your services under other names: --services STABLE+CANARY. Otherwise start the services, or ask the agent of their datacenter: --consul URL';
  if (known === null)
    return 'Compare the names of your services with: consul catalog services. Other names: --services STABLE+CANARY';
  return 'Set CONSUL_HTTP_TOKEN to a token that may read the services, or start the services. List what the token may read: consul catalog services';
}
