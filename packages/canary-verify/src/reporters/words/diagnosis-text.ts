import type { Place } from '../../haproxy/index.js';
import type { FailureCause } from '../../observation/observation.js';
import type { Unfollowed } from '../../settle/after-redirect.js';
import type { Track } from '../../terms/track.js';
import { counted, percent, shareFigure, wholeFigure } from '../../text/figures.js';
import { printable } from '../../text/printable.js';
import type { Diagnosis } from '../../verdict/diagnosis.js';
import { CAUSE_WORDS } from './cause-text.js';
import { problemText } from './problem-text.js';
import { takenText } from './taken-text.js';
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
    next: 'Say what the services are called: --services STABLE+CANARY.',
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
    next: 'Give that URL, or say --location to follow redirects.',
  }),
  'too-many-failures': ({ failed, requests, limit }) => ({
    says: `${wholeFigure(failed)} of ${wholeFigure(requests)} requests failed; at most ${percent(limit)} may, or the split means little.`,
    next: 'Look at the replicas and at what the proxy logs; --max-failures raises the limit.',
  }),
  unidentified: ({ unidentified, requests, versions }) => ({
    says: `${wholeFigure(unidentified)} of ${wholeFigure(requests)} responses did not say whether the canary gave them${seen(versions)}.`,
    next: 'Say how to tell: --by header:NAME, json:/pointer, body:REGEX or status, and --canary VALUE.',
  }),
  'follows-replicas': ({ stable, canary, expected }) => ({
    says:
      `The share is what the replicas give: ${canary} of ${stable + canary} that answered ` +
      `${canary === 1 ? 'is a canary' : 'are canaries'}, ${percent(rounded(canary / (stable + canary)))}.`,
    next: replicasFor(expected, stable),
  }),
  'never-seen': ({ track }) => ({
    says: `No response came from ${THE[track]}.`,
    next: `See whether a replica of ${THE[track]} is healthy in Consul and UP in HAProxy.`,
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
        ? 'See whether the first service hands the header on, and what it asks without it.'
        : 'See what makes the first service mark a request that came without the mark.',
  }),
  'second-hop-unidentified': ({ unidentified, responses, values }) => ({
    says: `On the second hop ${wholeFigure(unidentified)} of ${wholeFigure(responses)} responses did not say whether the canary gave them${seen(values)}.`,
    next:
      values.length === 1
        ? 'One version alone cannot be told: ask marked and unmarked requests in one run (--arm).'
        : 'See what the response says at the place that --second-hop names.',
  }),
  'still-open': ({ requests, open, needed }) => ({
    says:
      `After ${counted(requests, 'request')} ${stillPossible(open)}.` +
      (requests < needed ? ` A share that is right takes about ${wholeFigure(needed)}.` : ''),
    next:
      requests < needed
        ? 'Allow more requests (-n), more time (--max-time) or a wider --tolerance.'
        : 'The share may lie near the edge: allow more requests (-n), or say --decide.',
  }),
  'replicas-missing': ({ track, seen, expected, shown }) => ({
    says: `${seen} of ${expected} replicas of ${THE[track]} answered${shown ? '' : ' so far'}.`,
    next: 'See which of them is not healthy in Consul, or not UP in HAProxy.',
  }),
  'one-replica': ({ instance, replicas }) => ({
    says: `Every response came from ${printable(instance)}, one of ${replicas} replicas: the proxy keeps a client with its replica.`,
    next: 'Look for `balance source`, a hash or a stick-table; measure from several clients, or without it.',
  }),
  uneven: ({ track, instance, requests, even }) => ({
    says: `The replicas of ${THE[track]} do not share evenly: ${printable(instance)} got ${wholeFigure(requests)} requests, an even part is ${wholeFigure(even)}.`,
    next: 'If no weights were meant, see their weights and states in HAProxy.',
  }),
  drifted: ({ afterRequests, before, after }) => ({
    says: `The share changed after about request ${wholeFigure(afterRequests)}: from ${shareFigure(before)} to ${shareFigure(after)}. What came before says nothing about what comes after.`,
    next: 'Wait until weights and replicas have settled, then run again.',
  }),
  pinned: ({ requests, restarted }) => ({
    says:
      `Requests on one connection stay with a version: ${wholeFigure(requests)} of them are no independent ones` +
      (restarted ? '; asked again, each on its own connection.' : '.'),
    next: restarted ? null : 'Use --connection-mode fresh.',
  }),
  'sticky-cookie': ({ cookie }) => ({
    says: `Responses set the cookie ${printable(cookie)}, which names the replica: clients that keep it stay there, so the share is one of new clients.`,
    next: null,
  }),
  'canary-worse': ({ what, oddsRatio }) => ({
    says:
      `${what === 'errors' ? 'The canary fails more often than the stable version' : 'Slow spells begin at the canary more often than at the stable version'}` +
      `${oddsRatio === null ? '' : ` (odds ${Number(oddsRatio.toPrecision(2))} to 1)`}.`,
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

function stillPossible(open: readonly ('lower' | 'upper')[]): string {
  if (open.length === 0) return 'the leak is not ruled out';
  const sides = open.map((boundary) => (boundary === 'lower' ? 'too small' : 'too large'));
  return `it is still possible that the share is ${sides.join(' or ')}`;
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
