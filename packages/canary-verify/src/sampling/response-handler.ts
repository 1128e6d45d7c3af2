import type { Dispatcher } from 'undici';
import { type Answer, type FailureCause, MOST_BODY_BYTES } from '../observation.js';
import { BrokenOff, failureCause } from './failure-cause.js';
import type { KnownAnswers } from './known-answers.js';

export type Outcome = Answer | FailureCause;

const NO_BODY: Buffer = Buffer.alloc(0);

/**
 * Takes what undici says of one response after the other, and hands on what became of each, exactly once. After it has
 * broken a request off it is not to be used again: undici may have more to say of that request.
 *
 * It has the older form of undici's handlers, which gets the headers as bytes: the newer one gets them parsed, which costs
 * as much as all the rest and is needed only for an answer that did not come before.
 */
export class ResponseHandler implements Dispatcher.DispatchHandler {
  readonly #known: KnownAnswers;
  readonly #ended: (outcome: Outcome) => void;
  #deadline = 0;
  #abort: ((error: Error) => void) | null = null;
  #awaited = false;
  #status = 0;
  #headers: readonly Buffer[] = [];
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(known: KnownAnswers, ended: (outcome: Outcome) => void) {
    this.#known = known;
    this.#ended = ended;
  }

  /** Another request begins. */
  begin(deadline: number): void {
    this.#deadline = deadline;
    this.#awaited = true;
    this.#abort = null;
  }

  checkDeadline(now: number): void {
    // Before the connection stands there is nothing to break off yet; the connect time-out watches over that.
    if (this.#awaited && now >= this.#deadline && this.#abort !== null) this.#breakOff('timeout');
  }

  /** Nothing is handed on any more. */
  silence(): void {
    this.#awaited = false;
  }

  onConnect(abort: (error?: Error) => void): void {
    this.#abort = abort;
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    this.#status = status;
    this.#headers = headers;
    this.#chunks = [];
    this.#bytes = 0;
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > MOST_BODY_BYTES) this.#breakOff('malformed');
    return true;
  }

  onComplete(): void {
    const [first = NO_BODY, ...others] = this.#chunks;
    const body = others.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#finish(this.#known.read({ status: this.#status, headers: this.#headers, body }));
  }

  onError(error: Error): void {
    this.#finish(failureCause(error));
  }

  #breakOff(cause: FailureCause): void {
    this.#finish(cause);
    this.#abort?.(new BrokenOff(cause));
  }

  #finish(outcome: Outcome): void {
    if (!this.#awaited) return;
    this.#awaited = false;
    this.#ended(outcome);
  }
}
