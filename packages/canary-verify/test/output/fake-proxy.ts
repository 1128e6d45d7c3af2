import type { RequestListener } from 'node:http';
import { inTurn, replica } from '../fake-server.js';

/** So many requests, sent at once, ask whether anybody is there (src/settle.ts); the others follow one by one. */
const PROBES = 3;

/** A listener that sees the same requests in the same order in every run: none of the probes is answered before all have come. */
export function inOrder(listener: RequestListener): RequestListener {
  const probes: (() => void)[] = [];
  return (request, response) => {
    if (probes.length >= PROBES) return listener(request, response);
    probes.push(() => listener(request, response));
    if (probes.length === PROBES) for (const answer of probes) answer();
  };
}

/** So many replicas of each version, in turn. */
export function replicas(stable: number, canary: number): RequestListener {
  return inTurn(...named('stable', stable), ...named('canary', canary));
}

/** Replicas with the names that Consul would know them by. */
export function named(track: 'stable' | 'canary', count: number): RequestListener[] {
  const service = track === 'stable' ? 'service-v1' : 'service-v2';
  return Array.from({ length: count }, (_, index) => replica(track, `${service}-${index + 1}`));
}

/** Answers as one listener for so many requests, and as another one from then on. */
export function after(requests: number, one: RequestListener, other: RequestListener): RequestListener {
  let count = 0;
  return (request, response) => (count++ < requests ? one : other)(request, response);
}

/** Never answers. */
export const silent: RequestListener = () => {};

/** Gives each connection to one of the listeners, for good. */
export function byConnection(...listeners: RequestListener[]): RequestListener {
  const given = new Map<unknown, RequestListener>();
  return (request, response) => {
    const listener = given.get(request.socket) ?? listeners[given.size % listeners.length];
    if (listener === undefined) return;
    given.set(request.socket, listener);
    listener(request, response);
  };
}

/** Gives the first request on each connection to one listener, and all later ones to another. */
export function thenOther(first: RequestListener, later: RequestListener): RequestListener {
  const seen = new WeakSet<object>();
  return (request, response) => {
    const listener = seen.has(request.socket) ? later : first;
    seen.add(request.socket);
    listener(request, response);
  };
}

/** The same answers with one more header. */
export function withHeader(name: string, value: string, listener: RequestListener): RequestListener {
  return (request, response) => {
    response.setHeader(name, value);
    listener(request, response);
  };
}

/** Routes by the header X-Canary, as HAProxy does: a header that comes twice, or a list, has several values. */
export function byMark(
  isMark: (value: string) => boolean,
  { stable, canary }: Record<'stable' | 'canary', RequestListener>,
): RequestListener {
  return (request, response) => {
    const values = String(request.headers['x-canary'] ?? '').split(',');
    const marked = values.some((value) => isMark(value.trim()));
    (marked ? canary : stable)(request, response);
  };
}

/** An answer of this status from a replica that says its version. */
export function failing(status: number, track: 'stable' | 'canary', instance: string): RequestListener {
  const headers = { 'X-Service-Track': track, 'X-Service-Instance': instance };
  return (_, response) => response.writeHead(status, headers).end();
}

/** An answer with this body and no headers of its own. */
export function saying(body: string): RequestListener {
  return (_, response) => response.writeHead(200).end(body);
}

/** Sends requests for /version elsewhere; all others are the listener's. */
export function redirecting(location: string, listener: RequestListener): RequestListener {
  return (request, response) => {
    if (request.url === '/version') response.writeHead(302, { Location: location }).end();
    else listener(request, response);
  };
}

/** Answers as a proxy whose backend has no server. */
export function saying503(...[, response]: Parameters<RequestListener>): void {
  response.writeHead(503).end();
}

/** Answers as a proxy whose server has hung up. */
export function saying502(...[, response]: Parameters<RequestListener>): void {
  response.writeHead(502).end();
}
