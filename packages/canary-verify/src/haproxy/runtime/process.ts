/** One server of a backend, as a running HAProxy shows it. */
export interface RuntimeServer {
  backend: string;
  /** Its name: of a server-template, the slot's, such as `stable-3`. */
  name: string;
  /** `10.0.0.7:8080`; null while the slot has no address, or when HAProxy does not show addresses. */
  address: string | null;
  /** As HAProxy writes it: UP, DOWN, MAINT, `MAINT (resolution)`, DRAIN, NOLB, `no check`, and how far a check is: `UP 1/2`. */
  status: string;
  /** The weight that it goes by now; less than its own during a slow start. */
  weight: number;
  /** Its own weight, as DNS, the runtime API or an agent have set it; null: not shown (before HAProxy 2.4). */
  ownWeight: number | null;
  /** The weight that the configuration gave it; only the runtime socket says it, else null. */
  initialWeight: number | null;
  backup: boolean;
  /** Sessions that it was given since the start. */
  sessions: number;
  /** What its cookie is called; null: it has none, or HAProxy does not show it. */
  cookie: string | null;
  /** Seconds since its status has changed; null: not shown. */
  changedSeconds: number | null;
  /** The per cent that a slow start lets through; null: none is going on. */
  throttle: number | null;
  /** The name that its address comes from, `_shop._tcp.service.consul`; only the runtime socket says it, else null. */
  record: string | null;
}

/** What is shown of a backend as a whole. */
export interface RuntimeBackend {
  name: string;
  status: string;
  /** `roundrobin`, `static-rr`, `source`, ...; null: not shown. */
  algorithm: string | null;
}

/** What a name server has answered, as HAProxy counts it. */
export interface NameServerCounts {
  resolvers: string;
  nameserver: string;
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
  /** Where this was read, without credentials. */
  source: string;
  /** `2.6.12`; null: hidden. */
  version: string | null;
  pid: number | null;
  servers: readonly RuntimeServer[];
  backends: readonly RuntimeBackend[];
  /** Only the runtime socket says these; null: not known. */
  nameServers: readonly NameServerCounts[] | null;
  stickTables: readonly StickTable[] | null;
}

/** Whether HAProxy sends requests to the server. */
export function isRoutable({ status }: Pick<RuntimeServer, 'status'>): boolean {
  return status.startsWith('UP') || status === 'no check';
}
