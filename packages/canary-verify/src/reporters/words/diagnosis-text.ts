import type { Place } from '../../haproxy/index.js';
import type { Track } from '../../terms/track.js';
import { counted, percent, secondsFigure, shareFigure, wholeFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';
import { BLOCKED_WORDS } from './blocked-text.js';
import { CAUSE_WORDS } from './cause-text.js';
import { failureText } from './failure-text.js';
import { NOT_SETTLED_WORDS, ROUTING_CHANGED_WORDS } from './gap-text.js';
import { HEALTH_WORDS } from './health-text.js';
import { OPEN_WORDS } from './open-text.js';
import { REPLICA_WORDS } from './replica-text.js';
import { statusAdvice, statusesText } from './status-text.js';
import { STEADINESS_WORDS } from './steadiness-text.js';
import { takenText } from './taken-text.js';
import { VERSION_WORDS } from './version-text.js';
import { type DiagnosisText, THE, type Words } from './words.js';

/** The words for every kind of diagnosis. */
export const DIAGNOSIS_WORDS: Words = {
  ...BLOCKED_WORDS,
  ...NOT_SETTLED_WORDS,
  ...ROUTING_CHANGED_WORDS,
  ...STEADINESS_WORDS,
  ...REPLICA_WORDS,
  ...HEALTH_WORDS,
  ...OPEN_WORDS,
  'redirects-followed': ({ from, to, redirects, withheld }) => ({
    says:
      `${printable(from)} is redirected: measured is what ${counted(redirects, 'redirect')} lead${redirects === 1 ? 's' : ''} to, ${printable(to, 200)}` +
      `${withheld.length === 0 ? '' : `, without the ${withheld.length === 1 ? 'header' : 'headers'} ${withheld.map((name) => printable(name)).join(', ')}`}.`,
    next: null,
  }),
  redirected: ({ redirects, requests, status, location }) => ({
    says: `${wholeFigure(redirects)} of ${wholeFigure(requests)} responses say no version and answer ${status} to ${printable(location, 200)}.`,
    next: `Measure ${printable(location, 200)}, or add --location to follow redirects.`,
  }),
  'too-many-failures': ({ failed, requests, limit, by }) => ({
    says:
      `${wholeFigure(failed)} of ${wholeFigure(requests)} requests failed${failedWhose(failed, by)}. ` +
      `With more than ${percent(limit)} of failures (--max-failures) the split cannot be judged.`,
    next: "Look at the replicas and at the proxy's log; --max-failures raises the limit.",
  }),
  unidentified: ({ unidentified, requests, versions, statuses }) => ({
    says: unidentifiedText({ unidentified, requests, versions, statuses }),
    next: statusAdvice(statuses) ?? (versions.length > 0 ? NAME_THE_CANARY : NAME_THE_PLACE),
  }),
  'never-seen': ({ track, version, only }) => ({
    says:
      `No response came from ${THE[track]}${version === null ? '' : `, ${printable(version)}`}.` +
      `${only === null ? '' : ` All came from one replica, ${printable(only)}: a cache, or a proxy that keeps each client with one replica, looks the same.`}`,
    next: `See whether a replica of ${THE[track]} is healthy in Consul and UP in HAProxy. If the router changes slowly, a longer run can tell: --over 1m`,
  }),
  leak: ({ leaks, track, instance, version }) => ({
    says:
      `${counted(leaks, 'response')} came from ${THE[track]}` +
      `${instance === null ? '' : `, first from ${printable(instance)}`}${version === null ? '' : ` (${printable(version)})`}.`,
    next: 'See which rule of the proxy let the request through, and which replicas its backend has.',
  }),
  'second-hop-leak': ({ expected, leaks, version, both }) => ({
    says: both
      ? `On the second hop ${name(version)} answered marked and unmarked requests alike.`
      : `On the second hop ${counted(leaks, 'response')} came from ${THE[expected === 'canary' ? 'stable' : 'canary']}${version === null ? '' : ` (${printable(version)})`}.`,
    next:
      expected === 'canary'
        ? 'Check that the first service copies the routing header to the requests that it sends to the next service.'
        : 'See what makes the first service mark a request that came without the mark.',
  }),
  'second-hop-unidentified': ({ unidentified, responses, values }) => ({
    says: `On the second hop ${wholeFigure(unidentified)} of ${wholeFigure(responses)} responses did not say whether the canary gave them${seen(values)}.`,
    next:
      values.length === 1
        ? 'One version alone cannot be told: ask marked and unmarked requests in one run (--arm).'
        : 'See what the response says at the place that --second-hop names.',
  }),
  'addresses-disagree': ({ addresses, lowest, highest }) => ({
    says:
      `The ${wholeFigure(addresses)} addresses of the target do not have the same share: ` +
      `${shareFigure(lowest.share)} at ${printable(lowest.address)}, ${shareFigure(highest.share)} at ${printable(highest.address)}. ` +
      'Each client gets the share of one address.',
    next: 'Compare the configurations of the proxies at these addresses. Measure one of them with: --resolve HOST:PORT:ADDRESS',
  }),
  'address-fails': ({ address, addresses, failed, requests, cause }) => ({
    says: `${wholeFigure(failed)} of ${wholeFigure(requests)} requests to ${printable(address)}, one of ${wholeFigure(addresses)} addresses of the target, failed: ${failureText(cause)}.`,
    next: `Start the proxy at ${printable(address)}, or remove this address from the DNS.`,
  }),
  'addresses-left-out': ({ addresses }) => ({
    says: `No request was sent to ${addresses.map((address) => printable(address)).join(', ')}: this machine cannot reach IPv6 addresses.`,
    next: null,
  }),
  'sticky-cookie': ({ cookie, names }) => ({
    says: `Responses set the cookie ${printable(cookie)}, which names the ${names}: clients that keep it stay there, so the share is one of new clients.`,
    next: null,
  }),
  'time-spent': ({ maxTimeMs }) => ({
    says: `The time was up after ${maxTimeMs / 1000} s.`,
    next: null,
  }),
  'not-verified': ({ what, rule, text, why }) => ({
    says: `Not verified: ${kinds(what)}${[...placed(rule, text), printable(why, 200)].join(': ')}.`,
    next: null,
  }),
  'assumed-up': ({ backend, what }) => ({
    says: `Taken to be up: the servers of backend ${printable(backend)}, which a rule counts (nbsrv), for ${named(what)}.`,
    next: null,
  }),
  'compared-versions': ({ canary, stable }) => ({
    says: `Taken for the canary: ${printable(canary)}, the higher of the two versions; for stable: ${printable(stable)}.`,
    next: null,
  }),
  'expectation-taken': ({ share, from, backends }) => ({
    says: takenText({ share, from, backends }),
    next: null,
  }),
  cached: ({ cached, requests, sign, stillMs }) => ({
    says:
      sign === null
        ? `A cache answers: no response had a new Date or body for ${secondsFigure(stillMs ?? 0)}. This shows nothing of the split.`
        : `A cache gave ${wholeFigure(cached)} of ${wholeFigure(requests)} responses, the first with ${printable(`${sign.header}: ${sign.value}`, 80)}. They show nothing of the split.`,
    next: "Measure a URL that is not cached, or ask past the cache: -H 'Cache-Control: no-cache'",
  }),
  ...VERSION_WORDS,
  ...CAUSE_WORDS,
};

/** The words for a diagnosis. */
export function diagnosisText<Kind extends Diagnosis['kind']>(
  diagnosis: Extract<Diagnosis, { kind: Kind }>,
): DiagnosisText {
  return DIAGNOSIS_WORDS[diagnosis.kind as Kind](diagnosis);
}

/** The maximum number of kinds of request that are named; the others are counted. */
const MOST_NAMED = 2;

/** "X-Canary: ALWAYS (other case), unmarked and 5 more kinds of request, ". */
function kinds(what: readonly string[]): string {
  return what.length === 0 ? '' : `${named(what)}; `;
}

function named(what: readonly string[]): string {
  const first = what.slice(0, MOST_NAMED).map((one) => printable(one));
  const more = what.length - first.length;
  const others = more === 0 ? [] : [`${wholeFigure(more)} more ${more === 1 ? 'kind' : 'kinds'} of request`];
  return joined([...first, ...others]);
}

function joined(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** "haproxy.cfg:5", and what stands there. */
function placed(rule: Place | null, text: string): string[] {
  if (rule === null) return [];
  return [printable(`${rule.file}:${rule.line}`) + (text === '' ? '' : ` \`${printable(text)}\``)];
}

function name(version: string | null): string {
  return version === null ? 'one version' : printable(version);
}

function seen(versions: readonly string[]): string {
  return versions.length === 0
    ? ''
    : ` (versions seen: ${versions
        .slice(0, 4)
        .map((version) => printable(version))
        .join(', ')})`;
}

const NAME_THE_CANARY = 'Name the version that is the canary: --canary VERSION';
const NAME_THE_PLACE =
  'Look at one response: curl -i URL. If it is one of your service, name the place of its version: --by header:NAME, --by json:/POINTER, --by body:REGEX or --by status';

/** One status for all of them is the whole answer; else how many name no version, and their statuses. */
function unidentifiedText({
  unidentified,
  requests,
  versions,
  statuses,
}: Pick<
  Extract<Diagnosis, { kind: 'unidentified' }>,
  'unidentified' | 'requests' | 'versions' | 'statuses'
>): string {
  const nameless = statuses.reduce((sum, { responses }) => sum + responses, 0);
  const of = `${wholeFigure(unidentified)} of ${wholeFigure(requests)} responses`;
  const [only, ...others] = statuses;
  if (nameless < unidentified || nameless === 0)
    return `${of} cannot be told to come from the canary or from the stable version${seen(versions)}${nameless === 0 ? '' : `; ${statusesText(statuses)} without a version`}.`;
  if (only !== undefined && others.length === 0)
    return `${of} answered HTTP ${only.status} and named no version.`;
  return `${of} named no version: ${statusesText(statuses)}.`;
}

/** ": 12 named the canary, 3 the stable version, 8 neither"; nothing if none of them named a version. */
function failedWhose(failed: number, { stable, canary }: Record<Track, number>): string {
  if (stable + canary === 0) return '; none of them named a version';
  const rest = failed - stable - canary;
  const named = [
    ...(canary > 0 ? [`${wholeFigure(canary)} named the canary`] : []),
    ...(stable > 0 ? [`${wholeFigure(stable)} the stable version`] : []),
    ...(rest > 0 ? [`${wholeFigure(rest)} no version`] : []),
  ];
  return `: ${named.join(', ')}`;
}
