import type { Fraction } from '../../terms/quantities.js';
import type { DnsResolvers } from '../backends/dns-resolvers.js';
import type { ServerPool } from '../backends/server-pool.js';
import type { Place, Remark } from '../configuration/configuration.js';
import type { Finding } from '../routing/findings.js';
import type { NearMiss } from '../routing/marks/header-mark.js';
import type { MatchMethod } from '../routing/rules/condition.js';
import type { Deduction, Phase } from '../routing/rules/rules.js';

/** The effect of a configuration on requests, as far as it could be read; `inspect --json` prints it. */
export interface Inspection {
  /** The configuration's, in their order. */
  files: readonly string[];
  /** Map files and files of patterns that the configuration names: those that were read, those that were not. */
  patternFiles: { read: readonly string[]; missing: readonly string[] };
  /** The result of `haproxy -c`; null if HAProxy is not on this machine. */
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
  valid: boolean;
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
  /** Addresses as the `bind` lines have them. */
  listens: readonly string[];
  /** The URL to ask it, such as `http://localhost:48151`; null if it cannot be told. */
  url: string | null;
  /** The rules in their order. */
  rules: readonly InspectedRule[];
  /** The end of a request without a mark. */
  unmarked: UnmarkedRequest;
  /** Headers by which a request reaches another backend; those that lead to the canary come first. */
  marks: readonly InspectedMark[];
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
  /** The backend as written; null if the rule sends requests elsewhere, or nowhere. */
  backend: string | null;
  /** The tests of the condition's named ACLs: one of these lines is enough. */
  acls: readonly { name: string; tests: readonly string[] }[];
}

/** A request for `/version` with nothing but a Host header. */
export interface UnmarkedRequest {
  deduction: Deduction;
  /** The servers that serve it, each with its share of 1; null if the share cannot be told. */
  served: readonly ServedShare[];
  /** The canary's share of such requests; null if it cannot be told, or if nothing has a name of the canary. */
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
  /** The certain backend of a request with these headers. */
  backend: string;
  /** It leads there while all servers of these backends are up, which rules count by `nbsrv`; empty: in any case. */
  whileUp: readonly string[];
  /** The canary's share of the requests with this mark; null if it cannot be told. */
  canaryShare: Fraction | null;
  place: Place;
  /** The rule that sends it there, without secrets. */
  text: string;
  /** How the last header is held against the rule. */
  match: MatchMethod;
  caseSensitive: boolean;
  /** The lines to paste into a shell; null if the value is secret, or if the URL is not known. */
  paste: PasteLines | null;
  /** Requests that are nearly marked. */
  nearMisses: readonly Pick<NearMiss, 'kind' | 'headers' | 'like'>[];
}

/** Lines to paste into a shell: each sends marked requests. */
export interface PasteLines {
  curl: string;
  ab: string;
  /** Null if the expectation cannot be told. */
  canaryVerify: string | null;
}
