import type { Count, Fraction, Weight } from '../../terms/quantities.js';
import type { NoPlace, Place, Remark } from '../configuration/configuration.js';

/** The servers of a `backend` or `listen`, and how requests are spread over them. */
export interface ServerPool {
  /** The name of the backend. */
  name: string;
  place: Place;
  /** Null if the algorithm is not known here. */
  balance: Balance | null;
  servers: readonly PooledServer[];
  /** The frontend of the same configuration that `dispatch` leads on to; null without such a line, or if it leads elsewhere. */
  dispatchedTo: string | null;
  /** `option allbackups`: backups share requests when only they are left. */
  allBackups: boolean;
  /** The servers by what their names begin with, in the order of their first: `stable`, `canary`. */
  groups: readonly ServerGroup[];
  /** The settings that send a client back to its previous server. Empty if every request is balanced anew. */
  stickiness: readonly Stickiness[];
  /** Rules that choose a server before anything else does, in their order. */
  useServer: readonly UseServerRule[];
  /** The reasons why the shares do not follow from the file alone. */
  remarks: readonly Remark[];
}

/** An algorithm that spreads requests over servers. */
export interface Balance {
  /** `roundrobin`, `leastconn`, `hdr`, ... */
  algorithm: string;
  /** The setting as it is written: `balance hdr(X-User)`. */
  text: string;
  /** Null if it is HAProxy's default. */
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
  /** The name of the server; of a template, the start of its slots' names: `canary-`. */
  name: string;
  /** The numbers of a template's slots, `canary-1` to `canary-20`; null for one server. */
  slots: { first: Count; last: Count } | null;
  /** The address as written: `10.0.0.1:80`, `_service-v2._tcp.service.consul`. */
  address: string;
  /** The frontend or listen of the same configuration that listens there, whose rules decide further; else null. */
  leadsOn: string | null;
  /** The number of servers when all are up; null if DNS decides. */
  count: Count | null;
  /** The weight of each, 0 to 256; null if DNS (`(SRV weight + 255) / 256`) or an agent decides. */
  weight: Weight | null;
  /** Who tells the weight while HAProxy runs: nobody (the line), DNS, or an agent. */
  weightBy: 'line' | 'dns' | 'agent';
  backup: boolean;
  /** It starts in maintenance. */
  disabled: boolean;
  /** The section that resolves its name; null if the name is resolved once at the start, or is an address. */
  resolvers: string | null;
  /** How long it warms up after it was down, in seconds; null if it does not. */
  slowstartSeconds: number | null;
  /** The value of its cookie; null if no cookie leads to it. */
  cookie: string | null;
  /** The maximum number of connections at once; null if there is no limit. */
  maxconn: Count | null;
  place: Place | NoPlace;
  /**
   * The share of each server in the requests of new clients when all are up, as a fraction. Null if it cannot be
   * told.
   */
  share: Fraction | null;
  /** The part of all weights that count, as a fraction; null if DNS decides. */
  weightShare: Fraction | null;
}

/** Servers whose names begin alike. */
export interface ServerGroup {
  /** The start of their names. */
  name: string;
  servers: readonly string[];
  /** Their share together, as a fraction; null if it cannot be told. */
  share: Fraction | null;
  weightShare: Fraction | null;
}

/** A setting that sends a client back to its previous server. */
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
