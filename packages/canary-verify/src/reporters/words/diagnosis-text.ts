import type { Place } from '../../haproxy/index.js';
import type { FailureCause } from '../../observation/observation.js';
import { LONGEST_MS } from '../../options/over.js';
import type { Unfollowed } from '../../settle/after-redirect.js';
import type { Track } from '../../terms/track.js';
import { counted, percent, secondsFigure, shareFigure, wholeFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';
import { CAUSE_WORDS } from './cause-text.js';
import { problemText } from './problem-text.js';
import { statusAdvice, statusesText } from './status-text.js';
import { takenText } from './taken-text.js';
import { VERSION_WORDS } from './version-text.js';
import type { DiagnosisText, Words } from './words.js';

/** The words for every kind of diagnosis. */
export const DIAGNOSIS_WORDS: Words = {
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
  'redirect-not-followed': ({ status, from, location, why }) => ({
    says: `${printable(from)} answers ${status} to ${printable(location, 200)}: ${UNFOLLOWED[why]}.`,
    next: why === 'no-url' ? null : 'Give the URL that is to be measured.',
  }),
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
  'follows-replicas': ({ stable, canary, expected }) => ({
    says:
      `The share is what the replicas give: ${canary} of ${stable + canary} that answered ` +
      `${canary === 1 ? 'is a canary' : 'are canaries'}, ${percent(rounded(canary / (stable + canary)))}.`,
    next: replicasFor(expected, stable),
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
  'still-open': ({ requests, open, needed, unknown, keptOpen }) => ({
    says: `After ${counted(requests, 'request')} ${stillPossible(open)}.${openReason({ requests, needed, unknown, keptOpen })}`,
    next: openAdvice({ requests, needed, keptOpen }),
  }),
  'replicas-missing': ({ track, seen, expected, shown }) => ({
    says: `${seen} of ${expected} replicas of ${THE[track]} answered${shown ? '' : ' so far'}.`,
    next: shown
      ? 'See which of them is not healthy in Consul, or not UP in HAProxy.'
      : 'Allow more requests (-n): a replica with a small weight answers late. Or see which of them is not healthy in Consul, or not UP in HAProxy.',
  }),
  'replicas-unnamed': ({ replicas }) => ({
    says: `The responses name no replica, so it is not known which of the ${counted(replicas, 'replica')} have answered.`,
    next: 'Let each replica send its name in the header X-Service-Instance, or leave out --replicas and --consul.',
  }),
  'one-replica': ({ instance, replicas }) => ({
    says: `Every response came from ${printable(instance)}, one of ${replicas} replicas: the proxy keeps a client with its replica.`,
    next: 'Look for `balance source`, a hash or a stick-table in the backend. Measure through a frontend without it, or from several hosts.',
  }),
  'single-replica': ({ instance, responses, kept }) => ({
    says:
      `${instance === null ? `The ${counted(responses, 'response')} name no replica` : `All ${counted(responses, 'response')} came from one replica, ${printable(instance)}`}` +
      `${kept ? ', and the configuration of HAProxy keeps each client with one.' : '. A proxy that keeps each client with one replica looks the same.'} Other clients may reach others.`,
    next: 'Measure from several hosts, or through a frontend that keeps no client with its replica; --replicas 9+1 asks for all replicas.',
  }),
  'follows-load': ({ setting, slower, connections }) => ({
    says:
      (setting === null
        ? `${slower === 'canary' ? 'The canary' : 'The stable version'} is slower and gets less than expected, as from a balancer that follows load (leastconn).`
        : `Backend ${printable(setting.backend)} follows load: \`${printable(setting.text)}\` (${printable(`${setting.place.file}:${setting.place.line}`)}).`) +
      ` The share depends on the number of requests under way, here ${wholeFigure(connections)} (-c).`,
    next: 'Measure with as many requests under way as there are in production: -c NUMBER',
  }),
  uneven: ({ track, instance, requests, even }) => ({
    says: `The replicas of ${THE[track]} do not share evenly: ${printable(instance)} got ${wholeFigure(requests)} requests, an even part is ${wholeFigure(even)}.`,
    next: "If the replicas should get equal parts, compare their weights and states on HAProxy's stats page.",
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
  drifted: ({ afterRequests, before, after }) => ({
    says:
      `The share changed during the run, at about request ${wholeFigure(afterRequests)}: ${shareFigure(before)} before, ` +
      `${shareFigure(after)} after (measured until the run stopped). There is no single share to judge.`,
    next: 'Wait until weights and replicas have settled, then run again.',
  }),
  unsteady: ({ afterRequests, before, after }) => ({
    says:
      `The share was perhaps not the same throughout: ${shareFigure(before)} of the first ${wholeFigure(afterRequests)} requests, ` +
      `${shareFigure(after)} of the rest.`,
    next: 'Run again. If it is the same again, spread the run over more time: --over 1m.',
  }),
  bursts: ({ requests, shown }) => ({
    says:
      `The canary ${shown ? 'comes' : 'perhaps comes'} in bursts: whether it answers depends on the requests just before (seen after ${counted(requests, 'request')}). ` +
      'A share measured in a short time says little.',
    next: 'Look for a hash of the time, a cache or a replica that flaps; spread the run over more time: --over 1m.',
  }),
  pinned: ({ requests, restarted }) => ({
    says:
      `Requests on one connection stay with a version: ${wholeFigure(requests)} of them are no independent ones` +
      (restarted ? '; asked again, each on its own connection.' : '.'),
    next: restarted ? null : 'Use --connection-mode fresh.',
  }),
  'depends-on-time': ({ withinMs, neededMs }) => ({
    says:
      `Responses within ${secondsFigure(withinMs)} of one another come from the same version more often than by chance: the split follows the clock. ` +
      'They are not independent, so there is no verdict.',
    next:
      neededMs > LONGEST_MS
        ? 'Wait until weights and replicas have settled, then run again.'
        : `Spread the run over a longer time: --over ${Math.ceil(neededMs / 60_000)}m`,
  }),
  'too-few-seconds': ({ seconds, needed }) => ({
    says: `One version never answered, but requests were sent in ${counted(seconds, 'second')} only: a router that decides anew each second can leave it out by chance.`,
    next: `Spread the run over a longer time: --over ${needed + 1}s`,
  }),
  'not-reused': ({ connections }) => ({
    says: `No connection was reused: ${wholeFigure(connections)} responses came over ${wholeFigure(connections)} connections. What happens to later requests on a connection was not seen.`,
    next: 'Check whether the proxy closes each connection after its response: curl -v URL URL',
  }),
  'sticky-cookie': ({ cookie, names }) => ({
    says: `Responses set the cookie ${printable(cookie)}, which names the ${names}: clients that keep it stay there, so the share is one of new clients.`,
    next: null,
  }),
  'canary-worse': ({ what, oddsRatio, replicas, stable, canary }) => ({
    says:
      `${worseSubject(replicas)} ${what === 'errors' ? 'fails' : 'is slow'} more often than the stable version` +
      `${what === 'errors' ? `: ${errorFigures(canary)}, stable ${errorFigures(stable)}` : ''}` +
      `${oddsRatio === null ? '' : ` (odds ${Number(oddsRatio.toPrecision(2))} to 1)`}.` +
      `${replicas === 1 ? ' One replica cannot be told from its host.' : ''} This does not change the verdict, which is about the split.`,
    next: "Do not raise the share before you have read the canary's log.",
  }),
  'errors-above-limit': ({ failed, requests, limit }) => ({
    says: `The canary fails more often than --max-errors allows: ${errorFigures({ failed, requests })}, at most ${percent(limit)}.`,
    next: "Read the canary's log; take it out of the traffic until you know the reason.",
  }),
  'errors-open': ({ failed, requests, unknown, limit }) => ({
    says:
      `It is not shown that the canary fails in less than ${percent(limit)} of its requests: ${errorFigures({ failed, requests })}` +
      `${unknown === 0 ? '' : `, ${wholeFigure(unknown)} failed requests beside them name no version`}.`,
    next: 'Allow more requests (-n), or a larger --max-errors.',
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

export const THE: Record<Track, string> = { stable: 'the stable version', canary: 'the canary' };

/** The words for a diagnosis. */
export function diagnosisText<Kind extends Diagnosis['kind']>(
  diagnosis: Extract<Diagnosis, { kind: Kind }>,
): DiagnosisText {
  return DIAGNOSIS_WORDS[diagnosis.kind as Kind](diagnosis);
}

const CAUSE_TEXT: Record<Exclude<FailureCause, `http-${number}`>, string> = {
  refused: 'the connection was refused',
  unreachable: 'the host cannot be reached',
  unresolved: 'the name cannot be resolved',
  reset: 'the connection was closed before the response was complete',
  timeout: 'no answer in time',
  tls: 'the TLS connection failed',
  malformed: 'the response was malformed',
};

/** The words for a failure in a report. */
export function failureText(cause: FailureCause): string {
  return cause in CAUSE_TEXT ? CAUSE_TEXT[cause as keyof typeof CAUSE_TEXT] : cause.replace('http-', 'HTTP ');
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

function worseSubject(replicas: number): string {
  return replicas === 1 ? "The canary's only replica" : 'The canary';
}

function errorFigures({ failed, requests }: { failed: number; requests: number }): string {
  return `${wholeFigure(failed)} of ${wholeFigure(requests)} failed`;
}

/** How many canaries beside the same number of stable replicas come nearest to the expected share. */
function replicasFor(expected: number, stable: number): string {
  const canary = Math.max(1, Math.round((stable * expected) / (1 - expected)));
  const given = canary / (stable + canary);
  if (Math.abs(given - expected) > expected / 4)
    return `By replicas, ${percent(expected)} takes ${wholeFigure(Math.round(1 / expected) - 1)} stable ones for each canary; else set weights.`;
  return `By replicas, ${stable} stable and ${canary} canary give ${percent(rounded(given))}; else set weights.`;
}

function rounded(share: number): number {
  return Math.round(share * 1000) / 1000;
}
