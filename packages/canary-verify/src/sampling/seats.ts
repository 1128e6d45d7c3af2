import type { ResolvedOptions } from '../options/options.js';
import type { Connection, ConnectionTarget, FinishedRequest } from './connection/connection.js';
import { KnownExchanges } from './http1/known-exchanges.js';
import { newConnection } from './new-connection.js';

export type TargetAddress = ConnectionTarget['address'];

/** A connection, and the request that is under way on it, if any. */
export interface Seat {
  readonly connection: Connection;
  /** Index of the address that the connection leads to. */
  readonly address: number;
  sequence: number;
  arm: number;
  /** When the request under way was sent, on the clock of `performance.now`; null if none is. */
  sentAt: number | null;
  readonly onFinished: (finished: FinishedRequest) => void;
}

/** The number of seats, and the addresses that they are divided among. */
export interface Seating {
  count: number;
  addresses: readonly TargetAddress[];
}

/**
 * The places for requests, by address. A request waits for no other address: where all seats of its own are taken, because it
 * is slow, it gets another one. The sampler bounds how many there can be.
 */
export class Seats {
  readonly all: Seat[] = [];
  readonly #idle: readonly Seat[][];
  readonly #newSeat: (address: number) => Seat;
  readonly #random: () => number;

  /** `onFinished` is called with what has become of the request that was under way on a seat. */
  constructor(
    options: ResolvedOptions,
    { count, addresses }: Seating,
    onFinished: (seat: Seat, finished: FinishedRequest) => void,
    random: () => number,
  ) {
    const { target, request, timeoutMs, http2 } = options;
    const known = new KnownExchanges();
    this.#random = random;
    this.#newSeat = (index) => {
      const address = addresses[index];
      if (address === undefined) throw new RangeError('sample needs at least one address');
      const seat: Seat = {
        connection: newConnection({ target, address, request, timeoutMs, http2 }, known),
        address: index,
        sequence: 0,
        arm: 0,
        sentAt: null,
        // One for all requests of the seat: none leaves a closure behind.
        onFinished: (finished) => onFinished(seat, finished),
      };
      this.all.push(seat);
      return seat;
    };
    const each = Math.ceil(count / addresses.length);
    this.#idle = addresses.map((_, index) => Array.from({ length: each }, () => this.#newSeat(index)));
  }

  /** An idle seat of the address, any of them; the last one takes its place. */
  take(address: number): Seat {
    const idle = this.#idle[address] ?? [];
    const place = Math.floor(this.#random() * idle.length);
    const last = idle.pop();
    if (last === undefined) return this.#newSeat(address);
    const taken = idle[place];
    if (taken === undefined) return last;
    idle[place] = last;
    return taken;
  }

  /** Takes a seat back. */
  release(seat: Seat): void {
    this.#idle[seat.address]?.push(seat);
  }
}
