import type { Dispatcher } from 'undici';
import { type Answer, type FailureCause, MOST_BODY_BYTES } from '../../observation/observation.js';
import { BrokenOff, failureCause } from './failure-cause.js';
import { GrowingBytes } from './growing-bytes.js';
import { parseHeaders } from './undici.js';

export type WireOutcome = Answer | FailureCause;

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
  readonly #body = new GrowingBytes();

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
    this.#body.clear();
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (this.#body.length + chunk.length > MOST_BODY_BYTES) this.breakOff('malformed');
    else this.#body.add(chunk);
    return true;
  }

  onComplete(): void {
    const body = this.#body.take();
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
