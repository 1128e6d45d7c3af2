import type { LoadBalancing } from '../options/balancing.js';
import type { Count, Fraction } from '../terms/quantities.js';
import type { Track } from '../terms/track.js';

/** What a run shows of the replicas. */
export type ReplicaDiagnosis =
  | {
      /** The share is what the numbers of replicas would give, not what was expected. */
      kind: 'follows-replicas';
      arm: string;
      stable: Count;
      canary: Count;
      expected: Fraction;
    }
  | {
      /** Not every replica has answered; `shown`: by now that is evidence. */
      kind: 'replicas-missing';
      arm: string;
      track: Track;
      /** The name of its service in Consul; null if Consul was not asked. */
      service: string | null;
      seen: Count;
      expected: Count;
      shown: boolean;
    }
  | {
      /** The number of replicas is known, and the responses do not name the replica that they came from. */
      kind: 'replicas-unnamed';
      arm: string;
      replicas: Count;
    }
  | {
      /** All responses came from one replica although there are more: the proxy keeps a client with a replica. */
      kind: 'one-replica';
      arm: string;
      instance: string;
      replicas: Count;
    }
  | {
      /**
       * All responses came from one replica where one version alone is expected, or where HAProxy's configuration keeps a
       * client with its replica: `kept`.
       */
      kind: 'single-replica';
      arm: string;
      /** Null if the responses name no replica. */
      instance: string | null;
      responses: Count;
      kept: boolean;
    }
  | {
      /** A balancer gives requests to the replicas with the fewest under way, so that the share depends on their number. */
      kind: 'follows-load';
      arm: string;
      /** The setting in HAProxy's configuration; null if it is suspected because the slower version got less. */
      setting: LoadBalancing | null;
      slower: Track | null;
      connections: Count;
    }
  | {
      /** The replicas of a version do not share its requests evenly. */
      kind: 'uneven';
      arm: string;
      track: Track;
      instance: string;
      requests: Count;
      even: Count;
    };
