import type { Count } from '../../../terms/quantities.js';
import type { Serving } from '../../backends/serving.js';
import type { Place, Remark } from '../../configuration/configuration.js';
import type { Condition } from './condition.js';
import type { Effect } from './effect.js';

/** A request as HAProxy sees it arrive. */
export interface ProbedRequest {
  method: string;
  /** Path with its query: `/version?debug=1`. */
  path: string;
  /** In their order, names as they are sent; the same name may come twice. With `Host` where one is sent. */
  headers: readonly (readonly [name: string, value: string])[];
  /** It came over TLS. */
  tls: boolean;
  /** The name that TLS asks for (SNI), whether HAProxy ends it or a server behind it; null without TLS or without a name. */
  sni: string | null;
  /** It comes with a certificate of the client. */
  certificate: boolean;
  /** The client's IP address. */
  source: string;
  /** The port that it is sent to; null if it is not known. */
  port: Count | null;
}

/** The end of a request. */
export type Destination =
  | { kind: 'backend'; name: string }
  | {
      /** A rule (`use-server`) or a cookie chooses one server of a backend. */
      kind: 'server';
      backend: string;
      /** Its name; of a `server-template`, the start of its slots' names where any slot may answer. */
      server: string;
    }
  | {
      /** The backend has no server that takes requests. */
      kind: 'unserved';
      backend: string;
      status: Unavailable;
    }
  | {
      /**
       * HAProxy answers by itself: deny, redirect, return. Status 0: it closes the connection without an answer. Null: a service
       * in HAProxy or an error page of the configuration says which.
       */
      kind: 'answered';
      /** @asType integer */
      status: number | null;
      place: Place;
    }
  | {
      /** No rule applies and there is no default backend. */
      kind: 'nowhere';
      status: Unavailable;
    };

/** The status where nobody serves: 503, or null where an error page of the configuration (`errorfile`) says which. */
export type Unavailable = 503 | null;

/** The result of a deduction: the ends of a request, with their shares. */
export interface Deduction {
  /**
   * More than one where chance decides (`rand`). Shares are fractions of 1; together 1, unless something is unknown:
   * then each is the least that it can be.
   */
  destinations: readonly { destination: Destination; share: number }[];
  /** Why the rest of the share could not be told. Empty: the deduction is whole. */
  unknown: readonly Remark[];
}

/** When HAProxy looks at a rule, in its order (manual, section 4.2 and "http-request"). */
export type Phase =
  | 'connection'
  | 'session'
  | 'content'
  | 'monitor'
  | 'http-request'
  | 'stats'
  | 'redirect'
  | 'use_backend'
  | 'default_backend'
  | 'persist'
  | 'use-server';

/** One rule of a proxy. */
export interface Rule {
  phase: Phase;
  /** Null if it always applies. */
  condition: Condition | null;
  effect: Effect;
  place: Place;
  /** The text as it stands in the file. */
  text: string;
}

/** The rules of one frontend, backend or listen, in the order in which HAProxy asks them. */
export interface ProxyRules {
  name: string;
  kind: 'frontend' | 'listen' | 'backend';
  mode: 'http' | 'tcp';
  rules: readonly Rule[];
  /** Which of its servers takes a request, besides weights. */
  serving: Serving;
  /** What is kept of a request, in the order of the lines (`capture request header`). */
  captures: readonly Capture[];
  /** The statuses for which it has an error page of its own, which may have another status. */
  errorPages: ErrorPages;
  place: Place;
}

/** `all`: what a section of `http-errors` has. */
export type ErrorPages = ReadonlySet<number> | 'all';

/** A header that is kept as it was when the request came. */
export interface Capture {
  /** Null where it is not known what is kept. */
  header: string | null;
  /** The number of letters that are kept. */
  length: Count;
}

/** The contents of map files and files of patterns, by the names in the configuration. */
export type PatternFiles = Readonly<Record<string, string>>;

/** How many servers of a backend are up, by its name. Of others it is not known. */
export type ServersUp = Readonly<Record<string, number>>;

/** What is taken for granted of the moment, beside the rules. */
export interface Assumed {
  serversUp: ServersUp;
  /** No limit is reached: rates, counters, connections and queues are small, and caches are empty. */
  calm: boolean;
}

/** The routing rules of a configuration, as data. */
export interface RoutingRules {
  frontends: readonly ProxyRules[];
  /** A `listen` is among both. */
  backends: readonly ProxyRules[];
  files: PatternFiles;
  /** Variables of a session that some rule sets: they outlive a request. */
  lasting: ReadonlySet<string>;
  /** Variables that may change where an expression is asked. */
  unsureVariables: ReadonlySet<string> | 'all';
  /** Why nothing is said of what some files match, by their names. */
  unsureFiles: ReadonlyMap<string, string>;
  /** Lines that could not be read. */
  remarks: readonly Remark[];
}
