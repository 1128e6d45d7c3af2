export type ChargeOutcome = { charged: true } | { charged: false; reason: string };

/** Credit did not answer, or not so that it could be understood. Whether it has charged is not known. */
export class CreditUnavailable extends Error {
  override readonly name = 'CreditUnavailable';
}

/** The service that is asked to charge for each message. */
export class Credit {
  readonly #url: string;
  readonly #timeoutMs: number;

  /** @param url Without a trailing slash. */
  constructor(url: string, timeoutMs: number) {
    this.#url = url;
    this.#timeoutMs = timeoutMs;
  }

  /** Charges one for a message. With the same id it charges only once. Throws CreditUnavailable. */
  async charge(account: string, id: string): Promise<ChargeOutcome> {
    const body = JSON.stringify({ id, amount: 1 });
    const { status, error } = await this.#send('POST', `/accounts/${account}/charges`, body);
    if (status === 201) return { charged: true };
    if (status === 402) return { charged: false, reason: error ?? 'no credit left' };
    throw new CreditUnavailable(`answered ${status}`);
  }

  /** Makes a charge not have happened, whether it has or not. Throws CreditUnavailable. */
  async takeBack(account: string, id: string): Promise<void> {
    const { status } = await this.#send('DELETE', `/accounts/${account}/charges/${id}`);
    if (status !== 200) throw new CreditUnavailable(`answered ${status}`);
  }

  async #send(
    method: string,
    path: string,
    body?: string,
  ): Promise<{ status: number; error: string | null }> {
    try {
      const response = await fetch(this.#url + path, {
        method,
        signal: AbortSignal.timeout(this.#timeoutMs),
        ...(body !== undefined && { body, headers: { 'Content-Type': 'application/json' } }),
      });
      return { status: response.status, error: errorIn(await response.text()) };
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
