import type { Place, Remark } from '../configuration/configuration.js';

/** A request as HAProxy sees it arrive. */
export interface ProbedRequest {
  method: string;
  /** Path with its query: `/version?debug=1`. */
  path: string;
  /** In their order, names as they are sent; the same name may come twice. With `Host` where one is sent. */
  headers: readonly (readonly [name: string, value: string])[];
  /** It came over TLS. */
  tls: boolean;
  /** The client's IP address. */
  source: string;
}

/** Where a request ends. */
export type Destination =
  | { kind: 'backend'; name: string }
  /** HAProxy answers by itself: deny, redirect, return. */
  | { kind: 'answered'; status: number; place: Place }
  /** No rule applies and there is no default backend: 503. */
  | { kind: 'nowhere' };

/** What becomes of a request. */
export interface Deduction {
  /** More than one where chance decides (`rand`). Shares are fractions of 1; together 1, unless something is unknown. */
  destinations: readonly { destination: Destination; share: number }[];
  /** Why the rest of the share could not be told. Empty: the deduction is whole. */
  unknown: readonly Remark[];
}
