import type { ConsulStatus } from '../consul/health.js';
import type { MatchMethod, Place, Stickiness } from '../haproxy/index.js';
import type { FailureCause } from '../observation/observation.js';
import type { Count, Weight } from '../terms/quantities.js';

interface Placed {
  /** The line of the configuration to change; null if none is known. */
  place: Place | null;
}

// The words are in reporters/words/cause-text.ts.
/** A server whose requests went on to another one; counts since HAProxy's start. */
export interface SentOn {
  /** Backend and server: `shop/canary-1`. */
  slot: string;
  sentOn: Count;
  retried: Count;
  /** The responses that did come from it; null if they are not counted. */
  answered: Count | null;
}

/** A problem between Consul, HAProxy and the traffic, as data with its evidence. */
export type Cause =
  | {
      /** Requests failed, or were answered without a version, whatever the sources say. Only `explain` says so. */
      kind: 'traffic-fails';
      requests: Count;
      failed: Count;
      /** Responses that cannot be told to come from the canary or from the stable version. */
      unidentified: Count;
      /** What most of the failed ones came to; null if none failed. */
      cause: FailureCause | null;
      /** The status of most responses without a version; null if all named one. */
      status: Count | null;
      /** Backends of HAProxy of which no server takes requests. */
      emptyBackends: readonly string[];
      /** The line of the configuration that answers with the status of most of them by itself; null if none is known. */
      place: Place | null;
    }
  | {
      /** A source that was to be asked could not be read: Consul, HAProxy's stats page or its runtime socket. */
      kind: 'source-unreadable';
      source: string;
      of: 'consul' | 'page' | 'socket';
      cause: string;
    }
  | ({
      /** HAProxy does not show the addresses of its servers, so that they cannot be told from each other. */
      kind: 'addresses-hidden';
      source: string;
    } & Placed)
  | {
      /** Weights that Consul tells apart are the same, or much nearer, after HAProxy's division by 256. */
      kind: 'weights-divided';
      backend: string | null;
      instances: readonly DividedWeight[];
    }
  | ({
      /** A service has more healthy instances than the template has slots. */
      kind: 'too-few-slots';
      source: string;
      backend: string;
      template: string;
      service: string;
      slots: Count;
      healthy: Count;
      left: readonly string[];
    } & Placed)
  | ({
      /** HAProxy knows only some of the healthy instances although slots are free: the answers of DNS do not fit. */
      kind: 'dns-truncated';
      source: string;
      backend: string;
      service: string;
      known: Count;
      healthy: Count;
      /** `accepted_payload_size` in bytes; null if no configuration sets it. */
      payload: Count | null;
    } & Placed)
  | ({
      /** Instances that are healthy in Consul, to which no HAProxy sends anything. */
      kind: 'passing-not-served';
      instances: readonly UnservedInstance[];
    } & Placed)
  | ({
      /** Instances that are critical or in maintenance in Consul, to which HAProxy sends requests all the same. */
      kind: 'served-not-passing';
      instances: readonly { instance: string; status: ConsulStatus }[];
    } & Placed)
  | ({
      /** Servers that HAProxy sends requests to although Consul knows no such instance any more. */
      kind: 'served-after-leaving';
      service: string | null;
      /** True if the service has no instance left. Then `hold nx` applies instead of `hold obsolete`. */
      last: boolean;
      servers: readonly { slot: string; address: string }[];
    } & Placed)
  | {
      /** Instances that take no part because Consul calls them critical, or because they are in maintenance. */
      kind: 'not-healthy';
      instances: readonly UnhealthyInstance[];
    }
  | ({
      /** Backup servers get nothing as long as another server of their backend is up. */
      kind: 'backup-servers';
      backend: string;
      servers: readonly string[];
      active: boolean;
    } & Placed)
  | ({
      /** Servers go by another weight than the one that DNS gives them. */
      kind: 'weight-overridden';
      servers: readonly { slot: string; instance: string; weight: Weight; dns: Weight }[];
    } & Placed)
  | ({
      /** The algorithm does not take weights from DNS. */
      kind: 'weights-ignored';
      backend: string;
      algorithm: string;
      servers: readonly { slot: string; instance: string; weight: Weight; dns: Weight }[];
    } & Placed)
  | ({
      /** Something keeps a client with its server (`what`: the cookie's name, the key; empty: not known), so that the shares of one client say nothing about those of all. */
      kind: 'stickiness';
      backend: string;
      by: Stickiness['kind'];
      what: string;
    } & Placed)
  | {
      /** Several processes of HAProxy see instances differently. */
      kind: 'different-views';
      instances: readonly DifferentView[];
    }
  | ({
      /** No server of the canary takes requests. */
      kind: 'canary-empty';
      service: string;
      backend: string;
      /** Its instances in Consul; null if it was not asked. */
      registered: Count | null;
      /** Those of them that are healthy; null if it was not asked. */
      healthy: Count | null;
      /** The backend that its requests go to instead; null if they get 503, or if it is not known. */
      instead: string | null;
    } & Placed)
  | ({
      /** No server takes requests in a backend of the stable version. */
      kind: 'stable-empty';
      service: string;
      backend: string;
      /** Its instances in Consul; null if it was not asked. */
      registered: Count | null;
      /** Those of them that are healthy: none; null if it was not asked. */
      healthy: Count | null;
    } & Placed)
  | ({
      /** HAProxy has no address of any healthy instance of a service, and its name server has never answered. */
      kind: 'dns-silent';
      source: string;
      nameserver: string;
      /** Questions without an answer. */
      asked: Count;
      service: string;
      healthy: Count;
    } & Placed)
  | ({
      /** Requests for a server went on to another one, because it took no connection. */
      kind: 'sent-on';
      servers: readonly SentOn[];
    } & Placed)
  | ({
      /** Servers that have come up lately get less than their weight for a while. */
      kind: 'slowstart';
      servers: readonly { slot: string; instance: string | null; percent: number }[];
    } & Placed)
  | ({
      /**
       * A rule before the one that is meant for the header takes its requests (`rule-shadowed`), or takes the header away or sets
       * it (`header-changed`).
       */
      kind: 'rule-shadowed' | 'header-changed';
      header: string;
      value: string;
      backend: string;
      by: Place;
      goes: string;
    } & Placed)
  | ({
      /** The request nearly matches: another case, another method of matching. */
      kind: 'near-match';
      sent: { name: string; value: string };
      wanted: { name: string; value: string };
      /** How the rule holds the header against what it wants. */
      method: MatchMethod;
      caseSensitive: boolean;
      backend: string;
      goes: string;
    } & Placed)
  | ({
      /** Consul knows no service of that name. */
      kind: 'unknown-service';
      service: string;
      near: string | null;
    } & Placed);

/** An instance that gets nothing. */
export interface UnservedInstance {
  instance: string;
  /** Null if HAProxy has no server for it. */
  slot: string | null;
  state: string | null;
}

/** A weight as Consul has it, and what HAProxy makes of it. */
export interface DividedWeight {
  instance: string;
  consul: Weight;
  haproxy: Weight;
}

/** An instance that Consul keeps out. */
export interface UnhealthyInstance {
  instance: string;
  /** The name of its service in Consul. */
  service: string;
  status: ConsulStatus;
  /** The check that says so, and its output. */
  check: string;
  output: string;
}

/** An instance that several processes see differently. */
export interface DifferentView {
  instance: string;
  /** The state in each HAProxy process; null if it has no server for the instance. */
  views: readonly { source: string; state: string | null; weight: Weight | null }[];
}
