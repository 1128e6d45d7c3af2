import type { Place } from '../haproxy/index.js';
import type { FailureCause } from '../observation/observation.js';
import type { LoadBalancing } from '../options/balancing.js';
import type { Taken } from '../options/taken.js';
import type { Blocked } from '../settle/blocked.js';
import type { CacheSign } from '../tally/cache-sign.js';
import type { Exchange } from '../tally/exchange.js';
import type { ErrorCount } from '../tally/health-figures.js';
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
      /** Failed requests, and responses without a version. */
      unknown: Count;
      /** Without them the run would have matched: `more` requests may still decide, or `never` while so many fail. */
      keptOpen: 'more' | 'never' | null;
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
      /** The share changed during the run. */
      kind: 'drifted';
      arm: string;
      afterRequests: Count;
      before: Fraction;
      after: Fraction;
    }
  | {
      /** The share was perhaps not the same throughout: a reason to wait for more, but no proof. */
      kind: 'unsteady';
      arm: string;
      afterRequests: Count;
      before: Fraction;
      after: Fraction;
    }
  | {
      /** Responses depend on those before them: the canary comes in bursts; `shown`: by now that is evidence. */
      kind: 'bursts';
      arm: string;
      requests: Count;
      shown: boolean;
    }
  | {
      /** Requests on one connection stay with a version. `restarted`: they were asked again, each on its own connection. */
      kind: 'pinned';
      arm: string;
      requests: Count;
      restarted: boolean;
    }
  | {
      /** With `overMs`: responses that are close in time are of the same version, so they say as much as one. */
      kind: 'depends-on-time';
      arm: string;
      /** Responses within this time are alike. */
      withinMs: Milliseconds;
      /** As many requests as a verdict needs, each so far from the next, take this long. */
      neededMs: Milliseconds;
    }
  | {
      /** With `overMs`: a version never answered, but in so few seconds a router that decides by the clock can leave it out by chance. */
      kind: 'too-few-seconds';
      arm: string;
      seconds: Count;
      needed: Count;
    }
  | {
      /** Connections were to be reused, but each response came over a connection of its own. */
      kind: 'not-reused';
      connections: Count;
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
      /** Replicas of the canary that named themselves: of one alone it cannot be told whether it is the version or its host. */
      replicas: Count;
      /** Failed requests and all requests of both versions. */
      stable: ErrorCount;
      canary: ErrorCount;
    }
  | {
      /** More of the canary's own requests fail than `maxErrors` allows. */
      kind: 'errors-above-limit';
      arm: string;
      failed: Count;
      requests: Count;
      limit: Fraction;
    }
  | {
      /** It is not shown that fewer of the canary's own requests fail than `maxErrors` allows. */
      kind: 'errors-open';
      arm: string;
      failed: Count;
      requests: Count;
      unknown: Count;
      limit: Fraction;
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
