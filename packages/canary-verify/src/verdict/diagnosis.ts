import type { Place } from '../haproxy/index.js';
import type { LoadBalancing } from '../options/balancing.js';
import type { Taken } from '../options/taken.js';
import type { Blocked } from '../settle/blocked.js';
import type { CacheSign } from '../tally/cache-sign.js';
import type { Exchange } from '../tally/exchange.js';
import type { Count, Fraction, Milliseconds } from '../terms/quantities.js';
import type { Track } from '../terms/track.js';
import type { Cause } from './cause.js';
import type { StatusCount } from './status-counts.js';

// The words are in reporters/words/diagnosis-text.ts.
/** A cause or a remark that the counts show, as data. */
export type Diagnosis =
  | Blocked
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
      /** The share is what the numbers of replicas would give, not what was expected. */
      kind: 'follows-replicas';
      arm: string;
      stable: Count;
      canary: Count;
      expected: Fraction;
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
      needed: Count;
    }
  | {
      /** Not every replica has answered; `shown`: by now that is evidence. */
      kind: 'replicas-missing';
      arm: string;
      track: Track;
      seen: Count;
      expected: Count;
      shown: boolean;
    }
  | {
      /** The number of replicas is known, and the responses do not name the replica that they came from. */
      kind: 'replicas-unnamed';
      arm: string;
      replicas: Count;
    }
  | {
      /** All responses came from one replica although there are more: the proxy keeps a client with a replica. */
      kind: 'one-replica';
      arm: string;
      instance: string;
      replicas: Count;
    }
  | {
      /**
       * All responses came from one replica where one version alone is expected, or where HAProxy's configuration keeps a
       * client with its replica: `kept`.
       */
      kind: 'single-replica';
      arm: string;
      /** Null if the responses name no replica. */
      instance: string | null;
      responses: Count;
      kept: boolean;
    }
  | {
      /** A balancer gives requests to the replicas with the fewest under way, so that the share depends on their number. */
      kind: 'follows-load';
      arm: string;
      /** The setting in HAProxy's configuration; null if it is suspected because the slower version got less. */
      setting: LoadBalancing | null;
      slower: Track | null;
      connections: Count;
    }
  | {
      /** The replicas of a version do not share its requests evenly. */
      kind: 'uneven';
      arm: string;
      track: Track;
      instance: string;
      requests: Count;
      even: Count;
    }
  | {
      /** The share changed during the run. */
      kind: 'drifted';
      arm: string;
      afterRequests: Count;
      before: Fraction;
      after: Fraction;
    }
  | {
      /** Requests on one connection stay with a version. `restarted`: they were asked again, each on its own connection. */
      kind: 'pinned';
      arm: string;
      requests: Count;
      restarted: boolean;
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
      /** The canary fails or is slow more often than the stable version. */
      kind: 'canary-worse';
      arm: string;
      what: 'errors' | 'latency';
      /** @minimum 0 */
      oddsRatio: number | null;
    }
  | {
      /** The time ran out first. */
      kind: 'time-spent';
      maxTimeMs: Milliseconds;
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
