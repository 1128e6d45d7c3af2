import { type Agent, DecoratorHandler, Dispatcher } from 'undici';
import { urlOf } from '../identity.js';
import type { DiscoveredInstance } from './instances.js';
import { carried, headerOf, keptIn, type Mark, marks } from './mark.js';

export interface Route {
  mark: Mark;
  /** The names of the headers that the outgoing request carries on, the mark's among them. */
  carry: readonly string[];
  pick(marked: boolean): DiscoveredInstance | null;
  /** Why there is none, in words. */
  whyNone(marked: boolean): string;
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
    const headers = withCarried(flatHeaders(options.headers), this.#route);
    // A mark that the application has set itself counts like one that came in.
    const marked = marks(this.#route.mark, valueIn(headers, headerOf(this.#route.mark)));
    return this.#try({ ...options, headers }, handler, {
      marked,
      instance: this.#route.pick(marked),
      tries: 1,
    });
  }

  override async close(): Promise<void> {
    await this.#agent.close();
  }

  override async destroy(): Promise<void> {
    await this.#agent.destroy();
  }

  #try(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler, attempt: Attempt): boolean {
    const { marked, instance, tries } = attempt;
    if (instance === null) throw new Error(this.#route.whyNone(marked));
    const nextTry = () => {
      this.#route.avoid(instance);
      this.#try(options, handler, { marked, instance: this.#route.pick(marked), tries: tries + 1 });
    };
    const retryable = tries < MOST_TRIES && isRepeatable(options.body);
    const guarded = retryable ? withSecondChance(handler, nextTry) : handler;
    return this.#agent.dispatch({ ...options, origin: urlOf({ ...instance, protocol: 'http' }) }, guarded);
  }
}

/** One attempt to send a request. */
interface Attempt {
  marked: boolean;
  instance: DiscoveredInstance | null;
  tries: number;
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
function withCarried(given: readonly string[], { mark, carry }: Route): string[] {
  const own = valueIn(given, headerOf(mark));
  const kept = own === null ? given : replaced(given, headerOf(mark), keptIn(mark, own));
  const added = carry.flatMap((name) => {
    const value = valueIn(given, name) === null ? carried(name) : null;
    return value === null ? [] : [name, value];
  });
  return [...kept, ...added];
}

/** The value of a header, null if it is not there. One that is there twice has both, as in a list. */
function valueIn(headers: readonly string[], name: string): string | null {
  const values = headers.filter(
    (_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === name.toLowerCase(),
  );
  return values.length === 0 ? null : values.join(', ');
}

/** The headers with one value for this one. */
function replaced(headers: readonly string[], name: string, value: string): string[] {
  const others = headers.filter(
    (_, index) => headers[index - (index % 2)]?.toLowerCase() !== name.toLowerCase(),
  );
  return [...others, name, value];
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
