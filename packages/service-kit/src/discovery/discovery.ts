import { Agent, type Dispatcher } from 'undici';
import { AgentClient } from '../consul/agent-client.js';
import { type ConsulOptions, readConsulSettings } from '../consul/settings.js';
import { dnsLabel, logger, wholeNumber } from '../kinds.js';
import { type Kind, OptionReader } from '../option-reader.js';
import { type LeveledLogger, type Log, type LogFunction, logThrough, toStandardError } from '../seen/log.js';
import { lookAround } from '../surroundings.js';
import { DiscoveringDispatcher } from './discovering-dispatcher.js';
import { type DiscoveredInstance, eligible, whyNone } from './instances.js';
import { headerOf, type Mark, readMark, startCarrying } from './mark.js';
import { watch } from './watch.js';
import { WeightedTurns } from './weighted-turns.js';

/** The options of `discover`. */
export interface DiscoveryOptions {
  consul?: ConsulOptions;
  /**
   * The mark of requests for the canaries, on the way in and on the way out. Default `X-Canary: always`; or a member of the
   * header `baggage`, `{ baggage: 'canary=always' }`.
   */
  mark?: Mark;
  /** Further headers of the incoming request that the outgoing one carries on, beside those of W3C traces and the mark. */
  carry?: readonly string[];
  /** The datacenter whose instances are wanted. Default: that of the agent. */
  datacenter?: string;
  /** How long an instance that refused a connection is not asked, in milliseconds. Default 1,000. */
  avoidMs?: number;
  /** Gets one line at a time and its fields: a function, or a logger such as pino's. Default: standard error. */
  log?: LogFunction | LeveledLogger;
}

/** A view of a service's healthy instances that stays true. Whoever asked for it holds it. */
export interface Discovery extends AsyncDisposable {
  /** Resolves with the first answer of Consul's. */
  readonly ready: Promise<void>;
  /** The healthy instances, as Consul last knew them. */
  readonly instances: readonly DiscoveredInstance[];
  /** The instance whose turn it is; null when there is none. A marked request goes to a canary, if there is one. */
  pick(marked?: boolean): DiscoveredInstance | null;
  /** For undici's `fetch` and `request`: whatever the host of the URL, requests go to the instances, marks and all. */
  readonly dispatcher: Dispatcher;
  /** Stops watching Consul and closes the connections to the instances. */
  close(): Promise<void>;
}

/** How long Consul may wait with its answer for a change, in milliseconds. */
const WAIT_MS = 30_000;

/**
 * Discovers the healthy instances of a service through the local Consul agent, and goes on with the last answer while
 * Consul is away. Close it when it is no longer needed: its question to Consul keeps the process alive.
 *
 * Throws an OptionsError when something is wrong with the options.
 */
export function discover(service: string, given: DiscoveryOptions = {}): Discovery {
  const around = lookAround();
  const reader = new OptionReader(around.env);
  const options = reader.group('', given, ['consul', 'mark', 'carry', 'datacenter', 'avoidMs', 'log']);
  const consul = readConsulSettings(options.consul, reader, around);
  reader.option('service', service ?? null, dnsLabel, '');
  const avoidMs = reader.option('avoidMs', options.avoidMs, wholeNumber(0, 600_000), 1_000);
  const datacenter = reader.option('datacenter', options.datacenter, dnsLabel, null);
  const mark = readMark(options.mark, reader);
  const carry = reader.option('carry', options.carry, headerNames, []);
  const write = reader.option('log', options.log, logger, toStandardError);
  reader.finish();
  startCarrying();
  return new LiveDiscovery({
    service,
    agent: new AgentClient(consul),
    timeoutMs: consul.timeoutMs,
    mark,
    carry,
    query: datacenter === null ? {} : { dc: datacenter },
    avoidMs,
    log: logThrough(write),
  });
}

/** What tells the traces of a request (W3C Trace Context, W3C Baggage). */
const TRACE_HEADERS = ['traceparent', 'tracestate', 'baggage'];

interface DiscoveryParts {
  service: string;
  agent: AgentClient;
  timeoutMs: number;
  mark: Mark;
  carry: readonly string[];
  query: Readonly<Record<string, string>>;
  avoidMs: number;
  log: Log;
}

class LiveDiscovery implements Discovery {
  readonly ready: Promise<void>;
  readonly dispatcher: Dispatcher;
  readonly #closing = new AbortController();
  readonly #turns = new WeightedTurns();
  readonly #avoided = new Map<string, number>();
  readonly #watching: Promise<void>;
  #known: readonly DiscoveredInstance[] | null = null;

  constructor(parts: DiscoveryParts) {
    const { service, agent, timeoutMs, mark, carry, query, log } = parts;
    let known = () => {};
    this.ready = new Promise((resolve) => {
      known = resolve;
    });
    const onInstances = (instances: readonly DiscoveredInstance[]) => {
      this.#known = instances;
      this.#turns.keepOnly(new Set(instances.map(({ instance }) => instance)));
      known();
    };
    this.#watching = watch(
      { agent, service, waitMs: WAIT_MS, timeoutMs, query, onInstances, log },
      this.#closing.signal,
    );
    this.dispatcher = new DiscoveringDispatcher(new Agent(), {
      mark,
      carry: [...new Set([headerOf(mark), ...carry, ...TRACE_HEADERS].map((name) => name.toLowerCase()))],
      pick: (marked) => this.pick(marked),
      whyNone: (marked) => whyNone({ service, marked, mark: markInWords(mark), instances: this.#known }),
      avoid: ({ instance }) => void this.#avoided.set(instance, performance.now() + parts.avoidMs),
    });
  }

  get instances(): readonly DiscoveredInstance[] {
    return this.#known ?? [];
  }

  pick(marked = false): DiscoveredInstance | null {
    const candidates = eligible(this.instances, marked);
    const now = performance.now();
    const welcome = candidates.filter(({ instance }) => (this.#avoided.get(instance) ?? 0) <= now);
    // When all are avoided, one that may be back is better than none.
    return this.#turns.next(welcome.length > 0 ? welcome : candidates);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#watching;
    await this.dispatcher.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Names of headers. */
const headerNames: Kind<readonly string[]> = {
  wants: 'a list of names of headers',
  read: (value) =>
    Array.isArray(value) &&
    value.every((name) => typeof name === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(name))
      ? value
      : undefined,
};

function markInWords(mark: Mark): string {
  return 'header' in mark ? `${mark.header}: ${mark.value}` : `baggage: ${mark.baggage}`;
}
