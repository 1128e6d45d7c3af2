import type { Registration } from './consul/registration.js';
import { haproxyWeights } from './consul/registration-body.js';
import { type Identity, type Place, urlOf } from './identity.js';
import { leaveHooks, wholeNumber } from './kinds.js';
import type { Departure } from './leaving/departure.js';
import type { Beacon, LeaveHooks, LeavingWork } from './leaving/hooks.js';
import type { Leaving } from './leaving/leaving.js';
import { shown } from './option-reader.js';
import type { Readiness } from './readiness.js';
import type { Log } from './seen/log.js';
import type { AnyServer } from './servers/any-server.js';
import type { ServiceAddress } from './service-address.js';

/** A service that serves. Whoever started it holds it. */
export interface StartedService extends AsyncDisposable {
  readonly identity: Identity;
  /**
   * The URL of the service, as Consul tells others. No trailing slash. Before Consul was reached, if no option says the address,
   * it is one for this machine only: `http://localhost:8080`.
   */
  readonly url: string;
  /** The URL of its own endpoints: the same, unless they have a port of their own. */
  readonly endpointsUrl: string;
  /** The server that it listens with: a WebSocket library takes it. */
  readonly server: AnyServer;
  /** True once Consul has taken the registration, false if the service left before. Never rejects. */
  readonly registered: Promise<boolean>;
  /** Aborts when the service begins to leave: what goes on for long should come to an end. */
  readonly leaving: AbortSignal;
  /** Changes the share of traffic, as HAProxy sees it (1 to 255). False: Consul does not answer now, and is told as soon as it does. */
  setWeight(weight: number): Promise<boolean>;
  /**
   * Takes the service out of Consul's answers, with a reason, or puts it back in (null). False as for `setWeight`. What an
   * operator has put into maintenance stays there until the operator ends it.
   */
  setMaintenance(reason: string | null): Promise<boolean>;
  /** Adds something to do on the way out: before the drain, after it, or when the last answer is out. */
  onLeave(hooks: LeaveHooks): void;
  /** Announces work beside requests, which leaving waits for until it ends. The name is for the log. */
  beacon(name: string): Beacon;
  /** Leaves without losing a request. Calling it again gives the same departure. */
  stop(): Promise<Departure>;
}

export interface StartedParts {
  identity: Identity;
  address: ServiceAddress;
  endpoints: Pick<Place, 'port' | 'protocol'>;
  server: AnyServer;
  registration: Registration;
  readiness: Readiness;
  leaving: Leaving;
  work: LeavingWork;
  log: Log;
}

/** What the owner of a service holds. */
export function startedService(parts: StartedParts): StartedService {
  const { address, endpoints, server, registration, readiness, leaving, work, log } = parts;
  const stop = () => leaving.stop();
  return {
    get identity() {
      return { ...parts.identity, address: address.current };
    },
    get url() {
      return urlOf({ ...parts.identity, address: address.current });
    },
    get endpointsUrl() {
      return urlOf({ ...endpoints, address: address.current });
    },
    server,
    registered: registration.standing.registered,
    leaving: leaving.signal,
    setWeight: async (weight) => {
      const weights = haproxyWeights(checkedWeight(weight));
      log.info(`weight ${weight} as HAProxy sees it, ${weights.passing} in Consul`, {
        event: 'weight',
        weight,
      });
      return await registration.setWeights(weights);
    },
    setMaintenance: async (given) => {
      const reason = checkedReason(given);
      readiness.setMaintenance(reason);
      return await registration.setMaintenance(reason);
    },
    onLeave: (hooks) => {
      if (leaveHooks.read(hooks) === undefined)
        throw new TypeError(`onLeave wants ${leaveHooks.wants}, got ${shown(hooks)}`);
      work.add(hooks);
    },
    beacon: (name) => work.beacon(name),
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}

/** As Consul will give it back. */
function checkedReason(reason: string | null): string | null {
  if (reason === null) return null;
  if (typeof reason === 'string') return reason.toWellFormed();
  throw new TypeError(`setMaintenance wants a reason, or null to end it, got ${shown(reason)}`);
}

function checkedWeight(weight: number): number {
  const kind = wholeNumber(1, 255);
  if (kind.read(weight) !== undefined) return weight;
  throw new RangeError(`weight wants ${kind.wants}, got ${shown(weight)}`);
}
