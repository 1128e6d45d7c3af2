import type { Stickiness } from 'canary-verify';
import type { StartedTopology } from 'canary-verify/topology';
import { setWeights } from './consul-weights.js';
import {
  answersBoth,
  followsTheMap,
  isForgottenBehindUntrustedAddresses,
  losesNothingWithAReplica,
  servesTheMarkWithoutCanary,
  sharesOutAddresses,
  sticksByAddress,
  sticksByCookie,
  sticksByUser,
} from './shown.js';

/** One kind of request, and which share of them reaches the canary. */
export interface FixtureArm {
  name: string;
  headers: Readonly<Record<string, string>>;
  /** Of the requests that one client sends; null: it is another one for each client, and not counted out. */
  share: number | null;
  /** What the file and Consul tell of it, for new clients; null: they do not. */
  deduced: number | null;
}

/** What the first line of a fixture says, as traffic through 4 stable replicas and 1 canary shows it. */
export interface FixtureTraffic {
  arms: readonly FixtureArm[];
  /** The canary's share of unmarked requests, as the file alone tells it; none: it does not. */
  byFileAlone?: number;
  /** The headers that the file wants for the canary; none: there are no such. */
  marks?: readonly string[];
  /** How the file keeps clients with their replica; none: it does not. */
  sticks?: { kind: Stickiness['kind']; key: string };
  /** Part of what is said to be unknown. None: nothing is. */
  unknown?: string;
  /** Done before HAProxy starts with the fixture. */
  before?: (topology: StartedTopology) => Promise<void>;
  /** What else it shows than shares. Throws when it does not. */
  shows?: (topology: StartedTopology) => Promise<void>;
  /** Undoes what was done before. */
  after?: (topology: StartedTopology) => Promise<void>;
}

const arm = (
  name: string,
  headers: FixtureArm['headers'],
  share: number | null,
  deduced: number | null = share,
): FixtureArm => ({ name, headers, share, deduced });
const unmarked = (share: number | null) => arm('unmarked', {}, share);

/** Looks like the mark `X-Canary: always`, and is none. */
const NEAR_MISSES = [
  arm('other case', { 'X-Canary': 'Always' }, 0),
  arm('prefix', { 'X-Canary': 'alway' }, 0),
  arm('suffix', { 'X-Canary': 'always2' }, 0),
  arm('other value', { 'X-Canary': 'never' }, 0),
  arm('similar name', { 'X-Canary-Test': 'always' }, 0),
];

/** The mark `X-Canary: always`, written in ways that HAProxy takes for the same. */
const MARKED = [
  arm('marked', { 'X-Canary': 'always' }, 1),
  arm('other case of the name', { 'x-CANARY': 'always' }, 1),
  arm('in a list', { 'X-Canary': 'never, always' }, 1),
];

/** By the name of the fixture, in the order in which they are tried: the last one kills a replica. */
export const FIXTURE_TRAFFIC: Readonly<Record<string, FixtureTraffic>> = {
  replicas: { arms: [unmarked(1 / 5)] },
  weights: {
    // 4 x 9 + 1 x 4.
    before: (topology) => setWeights(topology, { stable: 9, canary: 4 }),
    arms: [unmarked(4 / 40)],
    after: (topology) => setWeights(topology, { stable: 1, canary: 1 }),
  },
  'weights-in-file': { arms: [unmarked(40 / 400)] },
  'percent-rand': { byFileAlone: 0.1, arms: [unmarked(0.1)] },
  'percent-map': { byFileAlone: 0.1, arms: [unmarked(0.1)], shows: followsTheMap },
  'percent-user': {
    byFileAlone: 0,
    arms: [
      unmarked(0),
      arm('of a user of the 10 %', { 'X-User': 'user-35' }, 1),
      arm('of another user', { 'X-User': 'user-1' }, 0),
    ],
    marks: ['X-User: 4'],
    shows: sticksByUser,
  },
  'sticky-cookie': {
    arms: [unmarked(1 / 5)],
    sticks: { kind: 'cookie', key: 'REPLICA' },
    shows: sticksByCookie,
  },
  'stick-table': {
    arms: [arm('unmarked', {}, null, 1 / 5)],
    sticks: { kind: 'stick-table', key: 'src' },
    shows: sharesOutAddresses,
  },
  'source-hash': {
    arms: [unmarked(null)],
    sticks: { kind: 'hash', key: 'src' },
    shows: sticksByAddress,
  },
  leastconn: {
    arms: [unmarked(null)],
    unknown: 'weights are kept roughly',
    shows: answersBoth,
  },
  backup: { byFileAlone: 0, arms: [unmarked(0)] },
  headers: { byFileAlone: 0, arms: [...MARKED, unmarked(0), ...NEAR_MISSES], marks: ['X-Canary: always'] },
  'header-regex': {
    byFileAlone: 0,
    arms: [
      arm('marked', { 'X-Version': '1.1' }, 1),
      arm('with a patch', { 'X-Version': '1.1.4' }, 1),
      arm('in a list', { 'X-Version': '1.0, 1.1' }, 1),
      unmarked(0),
      arm('another number that begins so', { 'X-Version': '1.10' }, 0),
      arm('another number that ends so', { 'X-Version': '11.1' }, 0),
      arm('no dot', { 'X-Version': '1x1' }, 0),
      arm('not finished', { 'X-Version': '1.1.' }, 0),
    ],
    marks: ['X-Version: 1.1'],
  },
  'header-precedence': {
    byFileAlone: 0,
    arms: [
      arm('header', { 'X-Canary': 'always' }, 1),
      arm('cookie', { Cookie: 'canary=always' }, 1),
      arm('header against the cookie', { 'X-Canary': 'never', Cookie: 'canary=always' }, 0),
      arm('both values', { 'X-Canary': 'always, never' }, 0),
      arm('another cookie', { Cookie: 'canary2=always' }, 0),
      unmarked(0),
    ],
    marks: ['X-Canary: always', 'Cookie: canary=always'],
  },
  'header-and-percentage': {
    byFileAlone: 0.1,
    arms: [...MARKED, arm('another value', { 'X-Canary': 'never' }, 0.1), unmarked(0.1)],
    marks: ['X-Canary: always'],
  },
  'header-and-map': {
    byFileAlone: 0.1,
    arms: [...MARKED, arm('another value', { 'X-Canary': 'never' }, 0.1), unmarked(0.1)],
    marks: ['X-Canary: always'],
  },
  'header-or-cookie': {
    byFileAlone: 0,
    arms: [
      arm('header', { 'X-Canary': 'always' }, 1),
      arm('cookie', { Cookie: 'canary=always' }, 1),
      arm('cookie among others', { Cookie: 'session=7; canary=always; theme=dark' }, 1),
      arm('cookie in another case', { Cookie: 'canary=Always' }, 0),
      arm('header in another case', { 'X-Canary': 'Always' }, 0),
      unmarked(0),
    ],
    marks: ['X-Canary: always', 'Cookie: canary=always'],
  },
  'header-trusted': {
    byFileAlone: 0,
    arms: [arm('marked', { 'X-Canary': 'always' }, 1), unmarked(0)],
    marks: ['X-Canary: always'],
    shows: isForgottenBehindUntrustedAddresses,
  },
  'header-map': {
    byFileAlone: 0,
    arms: [
      arm('by its track', { 'X-Version': 'canary' }, 1),
      arm('by its number', { 'X-Version': '1.1.0' }, 1),
      arm('in another case', { 'X-Version': 'CANARY' }, 1),
      arm('the stable one', { 'X-Version': '1.0.0' }, 0),
      arm('an unknown one', { 'X-Version': '1.1' }, 0),
      unmarked(0),
    ],
    marks: ['X-Version: canary', 'X-Version: 1.1.0'],
  },
  host: {
    byFileAlone: 0,
    arms: [
      arm('its name', { Host: 'canary.example.org' }, 1),
      arm('in another case, with a port', { Host: 'Canary.example.org:8080' }, 1),
      arm('not at the beginning', { Host: 'www.canary.example.org' }, 0),
      arm('another beginning', { Host: 'canary-test.example.org' }, 0),
      unmarked(0),
    ],
    marks: ['Host: canary.example'],
  },
  'header-fallback': {
    byFileAlone: 0,
    arms: [arm('marked', { 'X-Canary': 'always' }, 1, null), unmarked(0)],
    marks: ['X-Canary: always'],
    unknown: 'nbsrv',
    shows: servesTheMarkWithoutCanary,
    after: (topology) => topology.scale('service-v2', 1),
  },
  retries: { arms: [unmarked(1 / 5)], shows: losesNothingWithAReplica },
};
