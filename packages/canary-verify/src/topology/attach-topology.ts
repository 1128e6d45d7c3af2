import { quoted } from '../text/usage-error.js';
import { type AttachDefinition, type AttachedTo, readAttachDefinition } from './attach-definition.js';
import type { RunningServices } from './compose/running-services.js';
import type { ServiceNames } from './compose/system-definition.js';
import { consulReplicas } from './consul-replicas.js';
import { untilTopologyRoutes } from './readiness.js';
import type { Replica, TopologySources, TopologyUrls } from './topology.js';

/** A topology that is looked at. It is somebody else's: it runs on. */
export interface AttachedTopology {
  readonly urls: TopologyUrls;
  readonly sources: TopologySources;
  /** The replicas that Consul knows, healthy or not. */
  replicas(): Promise<readonly Replica[]>;
  /** Runs this many replicas of a service, and resolves once HAProxy routes to just the healthy ones. */
  scale(service: string, count: number): Promise<void>;
  /** The output of a service of the compose project or stack. */
  logs(service: string): Promise<string>;
}

/**
 * Looks at a system that runs already. Nothing is started, and nothing is asked yet.
 *
 * @throws UsageError when the definition cannot be used.
 */
export function attachTopology(definition: AttachDefinition): AttachedTopology {
  return new Attached(readAttachDefinition(definition));
}

class Attached implements AttachedTopology {
  readonly urls: TopologyUrls;
  readonly sources: TopologySources;
  readonly #to: AttachedTo;

  constructor(to: AttachedTo) {
    const named = (name: string) => to.services.get(name)?.consul ?? name;
    this.#to = to;
    this.urls = to.urls;
    this.sources = {
      consul: to.urls.consul,
      ...(to.token === null ? {} : { consulToken: to.token }),
      haproxyStats: to.haproxyStats,
      services: { stable: named('stable'), canary: named('canary') },
    };
  }

  replicas(): Promise<readonly Replica[]> {
    const names = [...this.#to.services.values()].map(({ consul }) => consul);
    return consulReplicas(this.urls.consul, names, this.#to.token);
  }

  async scale(service: string, count: number): Promise<void> {
    const names = this.#named(service);
    this.#refuseShared(names.consul);
    await this.#running().scale(names.compose, count);
    const healthy = (await this.replicas()).filter((replica) => replica.healthy);
    const counts = [...this.#to.services.values()].map(({ consul }): [string, number] => [
      consul,
      consul === names.consul ? count : healthy.filter((replica) => replica.service === consul).length,
    ]);
    await untilTopologyRoutes({
      consul: { url: this.urls.consul, token: this.#to.token },
      stats: this.#to.stats,
      routed: this.#to.routed,
      settlesMs: this.#to.settlesMs,
      replicas: Object.fromEntries(counts),
      timeoutMs: this.#to.timeoutMs,
      signal: new AbortController().signal,
    });
  }

  logs(service: string): Promise<string> {
    return this.#running().logs(this.#to.services.get(service)?.compose ?? service);
  }

  #named(service: string): ServiceNames {
    const { services } = this.#to;
    const names = services.get(service) ?? [...services.values()].find(({ compose }) => compose === service);
    if (names !== undefined) return names;
    throw new Error(
      `There is no service ${quoted(service)} here; there are ${[...services.keys()].join(', ')}`,
    );
  }

  /** How many replicas of a service there should be is not known where another one counts among them. */
  #refuseShared(consul: string): void {
    const sharing = [...this.#to.services].filter(([, names]) => names.consul === consul);
    if (sharing.length > 1)
      throw new Error(
        `${sharing.map(([name]) => name).join(' and ')} are one service of Consul, ${quoted(consul)}: which replicas are whose is not known, so they cannot be scaled here.`,
      );
  }

  #running(): RunningServices {
    if (this.#to.running !== null) return this.#to.running;
    throw new Error(
      'This topology can only be looked at: attachTopology was given neither `composeProject` nor `stack`.',
    );
  }
}
