import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener } from 'node:http';
import { type OptionReader, shown } from '../option-reader.js';
import { baggageMember, hasMember, withMember } from './baggage.js';

/**
 * What marks a request for the canaries: a header and its value, or a member of the W3C header `baggage`
 * (`canary=always`), which tracing libraries carry on by themselves.
 */
export type Mark = { header: string; value: string } | { baggage: string };

/** The mark of fixtures/haproxy/headers.cfg. */
export const DEFAULT_MARK: Mark = { header: 'X-Canary', value: 'always' };

/** Longer values of a header are not carried on: what comes from outside must not grow from hop to hop. */
const MOST_BYTES = 8_192;

/** The headers of the request that is being answered at the moment. */
const answering = new AsyncLocalStorage<IncomingHttpHeaders>();

/** Whether anything in this process carries marks on. */
let carrying = false;

/** From now on requests are remembered while they are answered. */
export function startCarrying(): void {
  carrying = true;
}

/**
 * Lets everything that a listener does know which request it answers: also what it does when the request or the response
 * tells of something, a part of the body, say. Those events come from the connection, which knows nothing of requests.
 */
export function remembering(listener: RequestListener): RequestListener {
  return (request, response) => {
    if (!carrying) return listener(request, response);
    const { headers } = request;
    bind(request, headers);
    bind(response, headers);
    answering.run(headers, () => listener(request, response));
  };
}

/** The same for a connection that the request has turned into something else: all that comes over it comes for this request. */
export function rememberingUpgrade<T>({ headers }: IncomingMessage, socket: EventEmitter, go: () => T): T {
  if (!carrying) return go();
  bind(socket, headers);
  return answering.run(headers, go);
}

function bind(emitter: EventEmitter, headers: IncomingHttpHeaders): void {
  const emit = emitter.emit;
  emitter.emit = function bound(this: EventEmitter, ...event: Parameters<EventEmitter['emit']>) {
    return answering.run(headers, () => emit.apply(this, event));
  };
}

/**
 * The value of this header in the request that is being answered; null outside a request, or if it has no such
 * header or an overlong one.
 */
export function carried(header: string): string | null {
  const value = answering.getStore()?.[header.toLowerCase()];
  return typeof value === 'string' && Buffer.byteLength(value) <= MOST_BYTES ? value : null;
}

/** The header that a mark is in. */
export function headerOf(mark: Mark): string {
  return 'header' in mark ? mark.header : 'baggage';
}

/**
 * Whether a header with this value marks a request, as HAProxy reads `req.hdr(X-Canary) -m str always`: a header that
 * comes twice, or holds a list, is one with several values, and one of them is enough.
 */
export function marks(mark: Mark, value: string | null): boolean {
  if (value === null) return false;
  if ('baggage' in mark) return hasMember(value, mark.baggage);
  return value.split(',').some((one) => one.trim() === mark.value);
}

/** A value of the mark's header, set by the application, with the mark of the request that is being answered. */
export function keptIn(mark: Mark, own: string): string {
  if (!('baggage' in mark) || marks(mark, own) || !marks(mark, carried('baggage'))) return own;
  return withMember(own, mark.baggage);
}

export function readMark(given: unknown, reader: OptionReader): Mark {
  if (given === undefined) return DEFAULT_MARK;
  const { header, value, baggage } = (given ?? {}) as Record<string, unknown>;
  const named = typeof header === 'string' && /^[!#$%&'*+.^_`|~\w-]+$/.test(header);
  if (named && typeof value === 'string' && /^[!-+\--~]+$/.test(value)) return { header, value };
  if (typeof baggage === 'string' && baggageMember(baggage) !== null) return { baggage };
  reader.problem(
    `\`mark\` wants { header, value } without spaces and commas, or { baggage: 'key=value' }, got ${shown(given)}`,
  );
  return DEFAULT_MARK;
}
