import type { Fraction } from '../../terms/quantities.js';
import type { DnsResolvers } from '../backends/dns-resolvers.js';
import type { ServerPool } from '../backends/server-pool.js';
import type { Place, Remark } from '../configuration/configuration.js';
import type { Finding } from '../routing/findings.js';
import type { NearMiss } from '../routing/marks/header-mark.js';
import type { MatchMethod } from '../routing/rules/condition.js';
import type { Deduction, Phase } from '../routing/rules/rules.js';
import type { Bind } from './listens.js';

/** The effect of a configuration on requests, as far as it could be read; `inspect --json` prints it. */
export interface Inspection {
  /** The configuration's, in their order. */
  files: readonly string[];
  /** Map files and files of patterns that the configuration names: those that were read, those that were not. */
  patternFiles: { read: readonly string[]; missing: readonly string[] };
  /** The result of `haproxy -c`; null if no HAProxy is on this machine. */
  check: HaproxyCheck | null;
  /** Backends, and servers whose names begin alike, that stand for the canary. Empty: none is called so. */
  canaries: readonly VersionName[];
  /** Why nothing is taken for the canary although names speak for it, in words; null if nothing speaks against it. */
  canaryDoubt: string | null;
  frontends: readonly InspectedFrontend[];
  backends: readonly ServerPool[];
  resolvers: readonly DnsResolvers[];
  /** The processes that were asked, if any: weights and states as they are now. */
  running: readonly RunningHaproxy[];
  /** Rules that are hardly meant so. */
  findings: readonly Finding[];
  /** The lines that could not be read or decided. */
  unknown: readonly Remark[];
}

/** A running HAProxy beside what the files say. */
export interface RunningHaproxy {
  /** The place where it was asked, without credentials. */
  source: string;
  /** Null if it does not tell its version. */
  version: string | null;
  /** The reason why it could not be asked; null if it could. */
  failure: string | null;
  /** The backends of the files with the servers that take requests now. */
  backends: readonly ServerPool[];
  /** The frontends of the files, in their order, with the shares that follow. */
  frontends: readonly { name: string; served: readonly ServedShare[]; canaryShare: Fraction | null }[];
}

/** The result of HAProxy's own check of the files. */
export interface HaproxyCheck {
  /** The first line of `haproxy -v`. */
  version: string;
  /**
   * `here-only`: what it refuses may be right elsewhere, as this machine does not resolve a name or does not have a file.
   * `timed-out`: it did not end in time.
   */
  outcome: 'valid' | 'refused' | 'here-only' | 'timed-out';
  /** Its warnings and errors. */
  messages: readonly string[];
}

/** A backend as a whole, or a part of its servers. */
export interface VersionName {
  backend: string;
  /** The start of the servers' names; null for the whole backend. */
  servers: string | null;
}

/** A `frontend` or `listen`. */
export interface InspectedFrontend {
  name: string;
  kind: 'frontend' | 'listen';
  mode: 'http' | 'tcp';
  place: Place;
  /** `disabled`: HAProxy does not start it, and nobody answers there. */
  disabled: boolean;
  /** Its addresses, in the order of the `bind` lines. */
  binds: readonly Bind[];
  /** The URL to ask it, such as `http://localhost:48151`; null if it cannot be told. */
  url: string | null;
  /** The rules in their order. */
  rules: readonly InspectedRule[];
  /** Rules of the backends behind it that choose a server, in their order. */
  serverRules: readonly InspectedRule[];
  /** The end of a request without a mark: the first of `doors`. */
  unmarked: UnmarkedRequest;
  /**
   * Requests without a mark, one for each end that an address, a host or a path leads to. The first is the usual one. Empty if
   * the frontend is disabled.
   */
  doors: readonly InspectedDoor[];
  /** Headers by which a request reaches another backend; those that lead to the canary come first. */
  marks: readonly InspectedMark[];
  /** The lines that put mark, track and version into the log (`option httplog`), as far as they are missing. */
  captures: readonly string[];
  /** There may be more marks; they have not been looked for. */
  moreMarks: boolean;
}

/** A rule of a frontend, as it is written. */
export interface InspectedRule {
  place: Place;
  phase: Phase;
  /** The line, without secrets. */
  text: string;
  /** The condition with its `if` or `unless`; null if the rule always applies. */
  condition: string | null;
  /** The backend as written; null if the rule sends requests elsewhere, or nowhere. Of a `serverRule`, the one that has the rule. */
  backend: string | null;
  /** The server as written, of a rule that chooses one; else null. */
  server: string | null;
  /** The tests of the condition's named ACLs: one of these lines is enough. */
  acls: readonly { name: string; tests: readonly string[] }[];
}

/** A request without a mark, and where it goes. */
export interface UnmarkedRequest {
  deduction: Deduction;
  /** The servers that serve it, each with its share of 1; null if the share cannot be told. */
  served: readonly ServedShare[];
  /** The canary's share of such requests; null if it cannot be told, or if nothing has a name of the canary. */
  canaryShare: Fraction | null;
  /** It is so while all servers of these backends are up, which rules count or ask for; empty: in any case. */
  whileUp: readonly string[];
  /** It is so while no limit is reached: rates, counters, connections and queues are small. */
  whileCalm: boolean;
}

/** A request without a mark by address, host and path. */
export interface InspectedDoor extends UnmarkedRequest {
  /** The URL that is asked; null if the frontend has no address that a URL can name. */
  url: string | null;
  /** The Host that the rules ask for; null if any Host does. */
  host: string | null;
  path: string;
  /** The address of the client that the rules ask for; null for requests from this machine. */
  source: string | null;
  /** The lines to paste into a shell; null if none can be pasted. */
  paste: PasteLines | null;
  /** Why none can be pasted, in words; null if they can. */
  notPasted: string | null;
}

export interface ServedShare extends VersionName {
  share: Fraction | null;
  canary: boolean;
  /**
   * The frontends of the same configuration that its servers lead to. Their rules decide which version answers, unless it is
   * called the canary itself. Mostly empty.
   */
  leadsOn: readonly string[];
}

/** A header to insert. */
export interface InspectedMark {
  /** In their order; empty if a parameter of the URL is the mark. */
  headers: readonly (readonly [name: string, value: string])[];
  /** The parameter of the URL that is the mark, as in `canary=1`; null if it is a header. */
  query: string | null;
  /** The Host and the path that the rule asks for as well, as they are sent. */
  host: string | null;
  path: string;
  /** The certain backend of a request with this mark. */
  backend: string;
  /** The server that a rule or a cookie chooses there; null if weights decide. */
  server: string | null;
  /** It leads there while all servers of these backends are up, which rules count or ask for; empty: in any case. */
  whileUp: readonly string[];
  /** It leads there while no limit is reached. */
  whileCalm: boolean;
  /** The canary's share of the requests with this mark; null if it cannot be told. */
  canaryShare: Fraction | null;
  place: Place;
  /** The rule that sends it there, without secrets. */
  text: string;
  /** How the last header is held against the rule. */
  match: MatchMethod;
  caseSensitive: boolean;
  /** The converters between the value and what it is held against: `word(1,:)`. */
  converters: readonly string[];
  /** Values in the rules that do not lead there, of a mark that goes by any value; null if which do is not told. */
  exceptions: readonly string[] | null;
  /** The lines to paste into a shell; null if none can be pasted. */
  paste: PasteLines | null;
  /** Why none can be pasted, in words; null if they can. */
  notPasted: string | null;
  /** Requests that are nearly marked. */
  nearMisses: readonly Pick<NearMiss, 'kind' | 'headers' | 'query' | 'like'>[];
}

/** Lines to paste into a shell: each sends such requests. */
export interface PasteLines {
  curl: string;
  /** Null where ab cannot ask: over HTTP/2, with the PROXY protocol, for another name by TLS. */
  ab: string | null;
  /** What follows `canary-verify headers --config FILE`: flags and the URL, without the mark. */
  headers: string;
  /** Null if the expectation cannot be told. */
  canaryVerify: string | null;
}
