import type { Fraction } from '../../terms/quantities.js';
import type { DnsResolvers } from '../backends/dns-resolvers.js';
import type { ServerPool } from '../backends/server-pool.js';
import type { Place, Remark } from '../configuration/configuration.js';
import type { Finding } from '../routing/findings.js';
import type { NearMiss } from '../routing/marks/header-mark.js';
import type { MatchMethod } from '../routing/rules/condition.js';
import type { Deduction, Phase } from '../routing/rules/rules.js';

/** What a configuration does with requests, as far as it could be read; what `inspect --json` prints. */
export interface Inspection {
  /** The configuration's, in their order. */
  files: readonly string[];
  /** Map files and files of patterns that the configuration names: those that were read, those that were not. */
  patternFiles: { read: readonly string[]; missing: readonly string[] };
  /** What `haproxy -c` says; null: HAProxy is not here. */
  check: HaproxyCheck | null;
  /** Backends, and servers whose names begin alike, that stand for the canary. Empty: none is called so. */
  canaries: readonly VersionName[];
  frontends: readonly InspectedFrontend[];
  backends: readonly ServerPool[];
  resolvers: readonly DnsResolvers[];
  /** The processes that were asked, if any: weights and states as they are now. */
  running: readonly RunningHaproxy[];
  /** Rules that are hardly meant so. */
  findings: readonly Finding[];
  /** What could not be read or decided. */
  unknown: readonly Remark[];
}

/** A running HAProxy beside what the files say. */
export interface RunningHaproxy {
  /** Where it was asked, without credentials. */
  source: string;
  /** Null: it does not say. */
  version: string | null;
  /** Why it could not be asked; null: it could. */
  failure: string | null;
  /** The backends of the files with the servers that take requests now. */
  backends: readonly ServerPool[];
  /** The frontends of the files, in their order, with the shares that follow. */
  frontends: readonly { name: string; served: readonly ServedShare[]; canaryShare: Fraction | null }[];
}

/** What HAProxy itself says of the files. */
export interface HaproxyCheck {
  /** The first line of `haproxy -v`. */
  version: string;
  valid: boolean;
  /** Its warnings and errors. */
  messages: readonly string[];
}

/** A backend as a whole, or a part of its servers. */
export interface VersionName {
  backend: string;
  /** What the servers' names begin with; null: all of the backend. */
  servers: string | null;
}

/** A `frontend` or `listen`. */
export interface InspectedFrontend {
  name: string;
  kind: 'frontend' | 'listen';
  mode: 'http' | 'tcp';
  place: Place;
  /** Addresses as the `bind` lines have them. */
  listens: readonly string[];
  /** Where to ask it, `http://localhost:48151`; null: that cannot be told. */
  url: string | null;
  /** What is asked, in its order. */
  rules: readonly InspectedRule[];
  /** What becomes of a request without a mark. */
  unmarked: UnmarkedRequest;
  /** Headers by which a request reaches another backend; those that lead to the canary come first. */
  marks: readonly InspectedMark[];
  /** There may be more marks; they have not been looked for. */
  moreMarks: boolean;
}

export interface InspectedRule {
  place: Place;
  phase: Phase;
  /** The line, without secrets. */
  text: string;
  /** With `if` or `unless`; null: it always applies. */
  condition: string | null;
  /** Where it sends a request, as written; null: elsewhere than to a backend, or nowhere. */
  backend: string | null;
  /** What the named ACLs of the condition test: one of these lines is enough. */
  acls: readonly { name: string; tests: readonly string[] }[];
}

/** A request for `/version` with nothing but a Host header. */
export interface UnmarkedRequest {
  deduction: Deduction;
  /** Where it is served, and with which share of 1; null: that cannot be told. */
  served: readonly ServedShare[];
  /** Of such requests that reach the canary; null: it cannot be told, or nothing is called so. */
  canaryShare: Fraction | null;
}

export interface ServedShare extends VersionName {
  share: Fraction | null;
  canary: boolean;
}

/** A header to insert. */
export interface InspectedMark {
  /** In their order. */
  headers: readonly (readonly [name: string, value: string])[];
  /** Where a request with these headers goes, always. */
  backend: string;
  /** It leads there while all servers of these backends are up, which rules count by `nbsrv`; empty: in any case. */
  whileUp: readonly string[];
  /** The canary's share of the requests with this mark; null: it cannot be told. */
  canaryShare: Fraction | null;
  place: Place;
  /** The rule that sends it there, without secrets. */
  text: string;
  /** How the last header is held against the rule. */
  match: MatchMethod;
  caseSensitive: boolean;
  /** To be pasted into a shell; null: the value is secret, or where to ask cannot be told. */
  paste: PasteLines | null;
  /** Requests that are nearly marked. */
  nearMisses: readonly Pick<NearMiss, 'kind' | 'headers' | 'like'>[];
}

export interface PasteLines {
  curl: string;
  ab: string;
  /** Null: what it would have to expect cannot be told. */
  canaryVerify: string | null;
}
