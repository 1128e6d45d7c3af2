import { type Dispatcher, fetch, getGlobalDispatcher } from 'undici';

export type ChargeOutcome = { charged: true } | { charged: false; reason: string };

/** Credit did not answer, or not so that it could be understood. Whether it has charged is not known. */
export class CreditUnavailable extends Error {
  override readonly name = 'CreditUnavailable';
}

/** The service that is asked to charge for each message. */
export class Credit {
  readonly #url: string;
  readonly #timeoutMs: number;
  readonly #dispatcher: Dispatcher;

  /** @param url Without a trailing slash. @param dispatcher Where requests to it really go: to a discovered instance. */
  constructor(url: string, timeoutMs: number, dispatcher: Dispatcher = getGlobalDispatcher()) {
    this.#url = url;
    this.#timeoutMs = timeoutMs;
    this.#dispatcher = dispatcher;
  }

  /** What credit says of itself at `/version`. Throws CreditUnavailable. */
  async version(): Promise<unknown> {
    const { status, body } = await this.#send('GET', '/version');
    if (status === 200) return JSON.parse(body);
    throw new CreditUnavailable(`answered ${status}`);
  }

  /** Charges one for a message. With the same id it charges only once. Throws CreditUnavailable. */
  async charge(account: string, id: string): Promise<ChargeOutcome> {
    const body = JSON.stringify({ id, amount: 1 });
    const { status, body: answer } = await this.#send('POST', `/accounts/${account}/charges`, body);
    if (status === 201) return { charged: true };
    if (status === 402) return { charged: false, reason: errorIn(answer) ?? 'no credit left' };
    throw new CreditUnavailable(`answered ${status}`);
  }

  /** Makes a charge not have happened, whether it has or not. Throws CreditUnavailable. */
  async takeBack(account: string, id: string): Promise<void> {
    const { status } = await this.#send('DELETE', `/accounts/${account}/charges/${id}`);
    if (status !== 200) throw new CreditUnavailable(`answered ${status}`);
  }

  async #send(method: string, path: string, body?: string): Promise<{ status: number; body: string }> {
    try {
      const response = await fetch(this.#url + path, {
        method,
        dispatcher: this.#dispatcher,
        signal: AbortSignal.timeout(this.#timeoutMs),
        ...(body !== undefined && { body, headers: { 'Content-Type': 'application/json' } }),
      });
      return { status: response.status, body: await response.text() };
    } catch (error) {
      const { name, message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
      throw new CreditUnavailable(
        name === 'TimeoutError' ? `no answer within ${this.#timeoutMs} ms` : (cause?.code ?? message),
      );
    }
  }
}

/** The reason in a body such as `{"error": "…"}`. A proxy answers with something else. */
function errorIn(body: string): string | null {
  try {
    const { error } = JSON.parse(body);
    return typeof error === 'string' ? error : null;
  } catch {
    return null;
  }
}
