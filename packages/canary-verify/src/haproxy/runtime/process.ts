/** One server of a backend, as a running HAProxy shows it. */
export interface RuntimeServer {
  backend: string;
  /** Its name: of a server-template, the slot's, such as `stable-3`. */
  name: string;
  /** `10.0.0.7:8080`; null while the slot has no address, or when HAProxy does not show addresses. */
  address: string | null;
  /**
   * The status in HAProxy's words: UP, DOWN, MAINT, `MAINT (resolution)`, DRAIN, NOLB, `no check`, and the
   * progress of a check: `UP 1/2`.
   */
  status: string;
  /** The weight that it goes by now; less than its own during a slow start. */
  weight: number;
  /** Its own weight, set by DNS, the runtime API or an agent; null if it is not shown (before HAProxy 2.4). */
  ownWeight: number | null;
  /** The weight that the configuration gave it; only the runtime socket says it, else null. */
  initialWeight: number | null;
  backup: boolean;
  /** It has an agent that is asked now (`agent-check`), whose answer may set its weight; null where the runtime socket was not asked. */
  agent: boolean | null;
  /** Sessions that it was given since the start, also those that were sent on to another server. */
  sessions: number;
  /** Responses that came from it since the start; null if they are not counted, as in TCP mode. */
  answered: number | null;
  /** Attempts to connect to it that were made once more, since the start. */
  retried: number;
  /** Requests that were sent on to another server, as this one took no connection, since the start. */
  sentOn: number;
  /** The value of its cookie; null if it has none, or if HAProxy does not show it. */
  cookie: string | null;
  /** The seconds since its status has changed; null if they are not shown. */
  changedSeconds: number | null;
  /** The percentage that a slow start lets through; null if there is no slow start. */
  throttle: number | null;
  /** The name that its address comes from, `_shop._tcp.service.consul`; only the runtime socket says it, else null. */
  record: string | null;
  /** The name that the record has given it; null if none has, and where the runtime socket was not asked. */
  host: string | null;
}

/** The figures of a backend as a whole. */
export interface RuntimeBackend {
  name: string;
  status: string;
  /** `roundrobin`, `static-rr`, `source` and others; null if it is not shown. */
  algorithm: string | null;
}

/** The answers of a name server, as HAProxy counts them. */
export interface NameServerCounts {
  resolvers: string;
  nameserver: string;
  /** Questions that were sent to it, and answers of any kind that came. */
  sent: number;
  answers: number;
  tooBig: number;
  truncated: number;
}

/** A stick-table with entries that keep a client with a server. */
export interface StickTable {
  name: string;
  /** Entries that name a server, among those looked at. */
  kept: number;
}

/** One process of HAProxy. */
export interface HaproxyProcess {
  /** The place where this was read, without credentials. */
  source: string;
  /** The version, such as `2.6.12`; null if it is hidden. */
  version: string | null;
  pid: number | null;
  servers: readonly RuntimeServer[];
  backends: readonly RuntimeBackend[];
  /** Null if it is not known: only the runtime socket tells these. */
  nameServers: readonly NameServerCounts[] | null;
  stickTables: readonly StickTable[] | null;
}

/** Whether HAProxy sends requests to the server. */
export function isRoutable({ status }: Pick<RuntimeServer, 'status'>): boolean {
  return status.startsWith('UP') || status === 'no check';
}
