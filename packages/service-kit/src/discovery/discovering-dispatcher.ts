import { type Agent, DecoratorHandler, Dispatcher } from 'undici';
import { urlOf } from '../identity.js';
import type { DiscoveredInstance } from './instances.js';

export interface Route {
  /** For errors. */
  service: string;
  /** The headers that the outgoing request carries on; null values are left out. */
  headers(): Readonly<Record<string, string | null>>;
  pick(): DiscoveredInstance | null;
  /** Leaves an instance alone for a while. */
  avoid(instance: DiscoveredInstance): void;
}

/** No connection came about, so nothing of the request was sent. */
const NOT_SENT = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);
/** Instances that one request is tried with. */
const MOST_TRIES = 3;

/** Sends each request to an instance that is discovered, and to another one when it could not be sent. */
export class DiscoveringDispatcher extends Dispatcher {
  readonly #agent: Agent;
  readonly #route: Route;

  constructor(agent: Agent, route: Route) {
    super();
    this.#agent = agent;
    this.#route = route;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    // Read now: when a connection fails, another request may be the one that is being answered.
    const carried = Object.entries(this.#route.headers()).filter(([, value]) => value !== null) as [
      string,
      string,
    ][];
    const marked = { ...options, headers: withHeaders(options.headers, carried) };
    return this.#try(marked, handler, this.#route.pick(), 1);
  }

  override async close(): Promise<void> {
    await this.#agent.close();
  }

  override async destroy(): Promise<void> {
    await this.#agent.destroy();
  }

  #try(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
    instance: DiscoveredInstance | null,
    tries: number,
  ): boolean {
    if (instance === null) throw new Error(`No healthy instance of ${this.#route.service} is known`);
    const nextTry = () => {
      this.#route.avoid(instance);
      this.#try(options, handler, this.#route.pick(), tries + 1);
    };
    const retryable = tries < MOST_TRIES && isRepeatable(options.body);
    const guarded = retryable ? withSecondChance(handler, nextTry) : handler;
    return this.#agent.dispatch({ ...options, origin: urlOf(instance) }, guarded);
  }
}

/** The handler, but for a request that could not be sent: that is tried again. */
function withSecondChance(
  handler: Dispatcher.DispatchHandler,
  nextTry: () => void,
): Dispatcher.DispatchHandler {
  // undici's own callers still hand over handlers of the older kind: this makes a new one of both.
  const known = new DecoratorHandler(handler) as Dispatcher.DispatchHandler;
  return {
    onRequestStart: (...event) => known.onRequestStart?.(...event),
    onRequestUpgrade: (...event) => known.onRequestUpgrade?.(...event),
    onResponseStart: (...event) => known.onResponseStart?.(...event),
    onResponseData: (...event) => known.onResponseData?.(...event),
    onResponseEnd: (...event) => known.onResponseEnd?.(...event),
    onResponseError(controller, error) {
      if (NOT_SENT.has((error as NodeJS.ErrnoException).code ?? '')) nextTry();
      else known.onResponseError?.(controller, error);
    },
  };
}

/** A stream may have been read from already. */
function isRepeatable(body: Dispatcher.DispatchOptions['body']): boolean {
  return body === null || body === undefined || typeof body === 'string' || body instanceof Uint8Array;
}

/** The headers with what is carried on; what the application has set itself stays. */
function withHeaders(
  given: Dispatcher.DispatchOptions['headers'],
  carried: readonly [string, string][],
): string[] {
  const flat = flatHeaders(given);
  const names = new Set(flat.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()));
  return [...flat, ...carried.filter(([name]) => !names.has(name.toLowerCase())).flat()];
}

function flatHeaders(given: Dispatcher.DispatchOptions['headers']): string[] {
  if (given === null || given === undefined) return [];
  if (Array.isArray(given)) return given.map(String);
  const entries =
    Symbol.iterator in given ? [...(given as Iterable<[string, string]>)] : Object.entries(given);
  return entries.flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one) => (one === undefined ? [] : [name, String(one)])),
  );
}
