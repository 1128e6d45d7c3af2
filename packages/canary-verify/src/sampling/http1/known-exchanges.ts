import type { Answer } from '../../observation/observation.js';
import { KnownBytes } from './known-bytes.js';

/** An answer that undici has read before. */
export interface KnownAnswer {
  answer: Answer;
  /** The connection ends with it. */
  closes: boolean;
}

/** One kind of request: its bytes, once undici has written them, and the answers that have come to it. */
export class KnownExchange {
  request: string | null = null;
  readonly #answers = new KnownBytes<KnownAnswer>();
  readonly #learnt: () => void;

  /** `learnt` is called for each answer that is learnt. */
  constructor(learnt: () => void) {
    this.#learnt = learnt;
  }

  /** The answer that the bytes which have just arrived are, so many; undefined when they have not come before. */
  answerOf(count: number): KnownAnswer | undefined {
    return count > MOST_KNOWN_BYTES ? undefined : this.#answers.meaningOf(count);
  }

  learn(bytes: readonly Buffer[], known: KnownAnswer): void {
    const whole = bytes.length === 1 ? (bytes[0] as Buffer) : Buffer.concat(bytes);
    this.#learnt();
    this.#answers.learn(whole, known);
  }

  forget(): void {
    this.#answers.forget();
  }
}

/** The maximum number of known answers, and their maximum length in bytes. Both bound memory. */
const MOST_KNOWN = 1_000;
export const MOST_KNOWN_BYTES = 4_096;

/**
 * Requests and answers that came before, by their bytes. A request is the same again and again, and so is what a replica
 * answers, at most with another `Date` each second: nothing is written, read or told apart twice.
 */
export class KnownExchanges {
  readonly #kept = new Map<string[], KnownExchange>();
  readonly #last = new Map<string[], KnownExchange>();
  #answers = 0;

  /** Requests with these headers; `last`: with the word that the connection ends with it. */
  of(headers: string[], last: boolean): KnownExchange {
    const exchanges = last ? this.#last : this.#kept;
    const known = exchanges.get(headers);
    if (known !== undefined) return known;
    const exchange = new KnownExchange(() => this.#count());
    exchanges.set(headers, exchange);
    return exchange;
  }

  #count(): void {
    if (++this.#answers <= MOST_KNOWN) return;
    for (const exchange of [...this.#kept.values(), ...this.#last.values()]) exchange.forget();
    this.#answers = 1;
  }
}
