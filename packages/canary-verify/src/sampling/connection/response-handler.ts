import type { Dispatcher } from 'undici';
import { type Answer, type FailureCause, MOST_BODY_BYTES } from '../../observation/observation.js';
import { BrokenOff, failureCause } from './failure-cause.js';
import { parseHeaders } from './undici.js';

export type WireOutcome = Answer | FailureCause;

const NO_BODY: Buffer = Buffer.alloc(0);

/**
 * Takes what undici says of one response after the other, and hands on what became of each, exactly once. After it has
 * broken a request off it is not to be used again: undici may have more to say of that request.
 *
 * It has the older form of undici's handlers: the newer one wraps it in this form, at a cost.
 */
export class ResponseHandler implements Dispatcher.DispatchHandler {
  readonly #onOutcome: (outcome: WireOutcome) => void;
  #abort: ((error: Error) => void) | null = null;
  #awaited = false;
  #status = 0;
  #headers: readonly Buffer[] = [];
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(onOutcome: (outcome: WireOutcome) => void) {
    this.#onOutcome = onOutcome;
  }

  /** Another request begins. */
  begin(): void {
    this.#awaited = true;
    this.#abort = null;
  }

  /** Gives up a response that is awaited, for this cause; nothing happens while the request is not under way. */
  breakOff(cause: FailureCause): void {
    if (!this.#awaited || this.#abort === null) return;
    this.#finish(cause);
    this.#abort(new BrokenOff(cause));
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
    if (this.#bytes > MOST_BODY_BYTES) this.breakOff('malformed');
    return true;
  }

  onComplete(): void {
    const [first = NO_BODY, ...others] = this.#chunks;
    const body = others.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#finish({ status: this.#status, headers: parseHeaders([...this.#headers]), body });
  }

  onError(error: Error): void {
    this.#finish(failureCause(error));
  }

  #finish(outcome: WireOutcome): void {
    if (!this.#awaited) return;
    this.#awaited = false;
    this.#onOutcome(outcome);
  }
}
