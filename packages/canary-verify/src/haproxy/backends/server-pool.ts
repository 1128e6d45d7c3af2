import type { Count, Fraction, Weight } from '../../terms/quantities.js';
import type { NoPlace, Place, Remark } from '../configuration/configuration.js';

/** The servers of a `backend` or `listen`, and how requests are spread over them. */
export interface ServerPool {
  /** Of the backend. */
  name: string;
  place: Place;
  /** Null: an algorithm that is not known here. */
  balance: Balance | null;
  servers: readonly PooledServer[];
  /** `option allbackups`: backups share requests when only they are left. */
  allBackups: boolean;
  /** The servers by what their names begin with, in the order of their first: `stable`, `canary`. */
  groups: readonly ServerGroup[];
  /** What sends a client back to the server that it had before. Empty: every request is balanced anew. */
  stickiness: readonly Stickiness[];
  /** Rules that choose a server before anything else does, in their order. */
  useServer: readonly UseServerRule[];
  /** What the shares depend on that the file does not tell. */
  remarks: readonly Remark[];
}

/** An algorithm that spreads requests over servers. */
export interface Balance {
  /** `roundrobin`, `leastconn`, `hdr`, ... */
  algorithm: string;
  /** As it is written: `balance hdr(X-User)`. */
  text: string;
  /** Null: no line says so, it is HAProxy's default. */
  place: Place | null;
  /**
   * What weights do: `exactly` the shares, `roughly` the shares (it also looks at connections, or draws from a ring of
   * hashes), the share `of-keys` (many different clients come near it, one client is always with the same server), or
   * `nothing`.
   */
  weights: 'exactly' | 'roughly' | 'of-keys' | 'nothing';
  /** Whether weights that change while HAProxy runs (DNS, its socket, slowstart) have an effect. */
  followsChanges: boolean;
}

/** A `server`, or all slots of a `server-template`. */
export interface PooledServer {
  /** Of a template: what its slots' names begin with, `canary-`. */
  name: string;
  /** The numbers of a template's slots, `canary-1` to `canary-20`; null: one server. */
  slots: { first: Count; last: Count } | null;
  /** As written: `10.0.0.1:80`, `_service-v2._tcp.service.consul`. */
  address: string;
  /** How many servers this is when all are up; null: DNS tells. */
  count: Count | null;
  /** Of each, 0 to 256; null: DNS (`(SRV weight + 255) / 256`) or an agent tells. */
  weight: Weight | null;
  backup: boolean;
  /** It starts in maintenance. */
  disabled: boolean;
  /** The section that resolves its name; null: it is resolved once, at the start, or is an address. */
  resolvers: string | null;
  /** How long it warms up after it was down, in seconds; null: not at all. */
  slowstartSeconds: number | null;
  /** The value of its cookie; null: no cookie leads to it. */
  cookie: string | null;
  /** Most connections at once; null: no limit. */
  maxconn: Count | null;
  place: Place | NoPlace;
  /** Of each server's requests when all are up, of new clients; fractions of 1. Null: it cannot be told. */
  share: Fraction | null;
  /** Of all weights that count; null: DNS tells. */
  weightShare: Fraction | null;
}

/** Servers whose names begin alike. */
export interface ServerGroup {
  /** What they begin with. */
  name: string;
  servers: readonly string[];
  /** Together; null: it cannot be told. */
  share: Fraction | null;
  weightShare: Fraction | null;
}

/** What sends a client to the server that it had before. */
export interface Stickiness {
  kind: 'cookie' | 'stick-table' | 'hash' | 'last-server' | 'rdp-cookie';
  /** The cookie's name, what the table or the hash is keyed by: `src`, `hdr(X-User)`. Empty for `last-server`. */
  key: string;
  place: Place;
}

/** `use-server NAME if CONDITION` */
export interface UseServerRule {
  server: string;
  /** With `if` or `unless`. */
  condition: string;
  place: Place;
}
