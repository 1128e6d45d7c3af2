/** A signal that aborts when another one does, or after some time; to be disposed of when it is no longer needed. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
}

/** (AbortSignal.any of AbortSignal.timeout does the same, but Node 20 may collect it as garbage before it fires.) */
export function deadline(signal: AbortSignal, afterMs: number): Deadline {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, afterMs);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    },
  };
}
