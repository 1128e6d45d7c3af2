/** Why a call to Consul has failed. */
export type ConsulFailure =
  | { kind: 'timeout'; timeoutMs: number }
  | { kind: 'refused'; status: number; reason: string }
  | { kind: 'unreachable'; reason: string };

/**
 * A call to Consul that failed. It carries no cause: the client's own errors hold the request, and with it the
 * ACL token.
 */
export class ConsulError extends Error {
  override readonly name = 'ConsulError';

  constructor(
    call: string,
    readonly failure: ConsulFailure,
  ) {
    super(`${call}: ${inWords(failure)}`);
  }
}

function inWords(failure: ConsulFailure): string {
  switch (failure.kind) {
    case 'timeout':
      return `no answer within ${failure.timeoutMs} ms`;
    case 'refused':
      return `answered ${failure.status} ${failure.reason}`.trimEnd();
    case 'unreachable':
      return failure.reason;
  }
}
