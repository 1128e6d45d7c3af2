import type { Place } from '../haproxy/index.js';
import type { FailureCause } from '../observation/observation.js';
import type { Taken } from '../options/taken.js';
import type { NotSettled } from '../routed/gap.js';
import type { RoutingChanged } from '../routed/routing-changed.js';
import type { Blocked } from '../settle/blocked.js';
import type { Band } from '../statistics/split-test.js';
import type { CacheSign } from '../tally/cache-sign.js';
import type { Exchange } from '../tally/exchange.js';
import type { Count, Fraction, Milliseconds } from '../terms/quantities.js';
import type { Track } from '../terms/track.js';
import type { Cause } from './cause.js';
import type { HealthDiagnosis } from './health-diagnosis.js';
import type { ReplicaDiagnosis } from './replica-diagnosis.js';
import type { StatusCount } from './status-counts.js';
import type { SteadinessDiagnosis } from './steadiness-diagnosis.js';

// The words are in reporters/words/; diagnosis-text.ts joins them.
/** A cause or a remark that the counts show, as data. */
export type Diagnosis =
  | Blocked
  | NotSettled
  | RoutingChanged
  | SteadinessDiagnosis
  | ReplicaDiagnosis
  | HealthDiagnosis
  | {
      /** Redirects were followed before anything was counted, without these headers. */
      kind: 'redirects-followed';
      from: string;
      to: string;
      redirects: Count;
      withheld: readonly string[];
    }
  | {
      /** Responses are redirects that do not say which version they came from. */
      kind: 'redirected';
      arm: string;
      redirects: Count;
      requests: Count;
      /** @asType integer */
      status: number;
      location: string;
    }
  | {
      /** More requests failed than allowed. */
      kind: 'too-many-failures';
      arm: string;
      failed: Count;
      requests: Count;
      limit: Fraction;
      /** Those of them whose answer names a version. */
      by: Record<Track, Count>;
    }
  | {
      /** More responses than allowed did not say which version they came from. */
      kind: 'unidentified';
      arm: string;
      unidentified: Count;
      requests: Count;
      versions: readonly string[];
      /** Those that name no version, by HTTP status: the most frequent first. */
      statuses: readonly StatusCount[];
    }
  | {
      /** One version alone answered, and nothing says whether it is the canary or the stable one. */
      kind: 'one-version';
      arm: string;
      version: string;
      responses: Count;
      /** One version alone is expected, so that it must be known which one this is. */
      only: boolean;
      /** Other kinds of request that the same version answered: one of all kinds does not go where it should. */
      alike: readonly string[];
      /** The replicas that gave them; empty if the responses name none. */
      instances: readonly string[];
    }
  | {
      /** Two versions answered, and their numbers do not show which of them is the canary. */
      kind: 'versions-not-ordered';
      versions: readonly string[];
    }
  | {
      /** An option names a version by a value that no response has, although others have other values. */
      kind: 'value-not-seen';
      option: Track | 'expect';
      value: string;
      /** The values that were seen, at most 20. */
      seen: readonly string[];
      /** The one that was probably meant; null if none is near. */
      nearest: string | null;
    }
  | {
      /** One version never answered although it should have a share. */
      kind: 'never-seen';
      arm: string;
      track: Track;
      /** Its name, by an option or by an earlier run; null if it is not known. */
      version: string | null;
      /** The replica that all responses came from; null if there are several, or if they name none. */
      only: string | null;
    }
  | {
      /** A version answered that should not have. */
      kind: 'leak';
      arm: string;
      track: Track;
      leaks: Count;
      instance: string | null;
      version: string | null;
      /** The first of them. */
      exchange: Exchange | null;
    }
  | {
      /** On the second hop the other version than expected answered. `both`: it answered marked and unmarked requests alike. */
      kind: 'second-hop-leak';
      arm: string;
      expected: Track;
      leaks: Count;
      version: string | null;
      both: boolean;
      /** The first of them. */
      exchange: Exchange | null;
    }
  | {
      /** More responses than allowed did not say which version of the second service answered. */
      kind: 'second-hop-unidentified';
      arm: string;
      unidentified: Count;
      responses: Count;
      values: readonly string[];
    }
  | {
      /** The run ended while a boundary was still possible. */
      kind: 'still-open';
      arm: string;
      requests: Count;
      open: readonly ('lower' | 'upper')[];
      /** The expected share and its tolerance; null if one version alone or several versions are expected. */
      band: Band | null;
      needed: Count;
      /** Failed requests, and responses without a version. */
      unknown: Count;
      /** Without them the run would have matched: `more` requests may still decide, or `never` while so many fail. */
      keptOpen: 'more' | 'never' | null;
    }
  | {
      /** The addresses of the target's name do not have the same share, so the verdict is about each of them. */
      kind: 'addresses-disagree';
      arm: string;
      addresses: Count;
      lowest: { address: string; share: Fraction };
      highest: { address: string; share: Fraction };
    }
  | {
      /** Requests to one of the target's addresses fail more often than allowed, those to others do not. */
      kind: 'address-fails';
      arm: string;
      address: string;
      addresses: Count;
      failed: Count;
      requests: Count;
      /** The most frequent one. */
      cause: FailureCause;
    }
  | {
      /** Addresses of the target's name that this machine cannot reach, because it has no IPv6: no request was sent there. */
      kind: 'addresses-left-out';
      addresses: readonly string[];
    }
  | {
      /** Responses set a cookie whose value names the replica or the version. */
      kind: 'sticky-cookie';
      arm: string;
      cookie: string;
      names: 'replica' | 'version';
    }
  | {
      /** A cache has answered instead of the replicas, so that nothing is known of the split. */
      kind: 'cached';
      arm: string;
      /** Responses of which a header shows it. */
      cached: Count;
      requests: Count;
      /** The first such header; null if it shows by the time alone. */
      sign: CacheSign | null;
      /** The time in which no response had a new Date or body; null if it shows by headers alone. */
      stillMs: Milliseconds | null;
    }
  | {
      /** The time ran out first. */
      kind: 'time-spent';
      maxTimeMs: Milliseconds;
      /** Requests that were counted, and about as many as a run needs when the traffic is right. */
      requests: Count;
      needed: Count;
      /** Requests that were still waiting for an answer, and how long the first of them had waited. */
      waiting: Count;
      longestMs: Milliseconds;
      /** Requests without an answer have used up the time: more time helps only if they are answered. */
      stalled: boolean;
    }
  | {
      /**
       * The rules of HAProxy's configuration leave open where these kinds of request go, so nothing was asserted of them.
       * Without kinds: the line itself could not be read.
       */
      kind: 'not-verified';
      what: string[];
      rule: Place | null;
      text: string;
      why: string;
    }
  | {
      /** These kinds of request are judged as if all servers of a backend were up, which a rule counts (`nbsrv`). */
      kind: 'assumed-up';
      backend: string;
      what: string[];
    }
  | {
      /** These kinds of request are judged as if no limit were reached that a rule goes by (`sc_http_req_rate`, `be_conn`, …). */
      kind: 'assumed-calm';
      what: string[];
    }
  | {
      /** The canary was not named: it was found by comparing the two versions that answered. */
      kind: 'compared-versions';
      canary: string;
      stable: string;
    }
  | ({
      /** The source of the expectation with `expect: 'auto'`. */
      kind: 'expectation-taken';
    } & Taken)
  | Cause;
