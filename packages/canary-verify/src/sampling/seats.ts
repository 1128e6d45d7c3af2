import type { ResolvedOptions } from '../options/options.js';
import type { Connection, ConnectionTarget, FinishedRequest } from './connection/connection.js';
import { KnownExchanges } from './http1/known-exchanges.js';
import { newConnection } from './new-connection.js';

export type TargetAddress = ConnectionTarget['address'];

/** A connection, and the request that is under way on it, if any. */
export interface Seat {
  readonly connection: Connection;
  sequence: number;
  arm: number;
  readonly onFinished: (finished: FinishedRequest) => void;
}

/** How many there are, and where they lead to in turn. */
export interface Seating {
  count: number;
  addresses: readonly TargetAddress[];
}

/** Places for requests; `onFinished` is called with what has become of the one that was under way on a seat. */
export function newSeats(
  { target, request, timeoutMs, http2 }: ResolvedOptions,
  { count, addresses }: Seating,
  onFinished: (seat: Seat, finished: FinishedRequest) => void,
): Seat[] {
  const known = new KnownExchanges();
  return Array.from({ length: count }, (_, index) => {
    const address = addresses[index % addresses.length];
    if (address === undefined) throw new RangeError('sample needs at least one address');
    const seat: Seat = {
      connection: newConnection({ target, address, request, timeoutMs, http2 }, known),
      sequence: 0,
      arm: 0,
      // One for all requests of the seat: none leaves a closure behind.
      onFinished: (finished) => onFinished(seat, finished),
    };
    return seat;
  });
}
