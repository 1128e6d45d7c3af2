import { setMaxListeners } from 'node:events';

/** A signal that aborts when another one does, after some time, and when it is disposed of: what still hangs on it is given up. */
export interface Deadline extends Disposable {
  readonly signal: AbortSignal;
  /** Aborts it at once. */
  readonly abort: () => void;
}

/** (AbortSignal.any of AbortSignal.timeout does the same, but Node 20 may collect it as garbage before it fires.) */
export function deadline(signal: AbortSignal, afterMs: number): Deadline {
  const controller = new AbortController();
  // Disables Node's warning about more than ten listeners.
  setMaxListeners(0, controller.signal);
  const abort = () => controller.abort();
  const timer = setTimeout(abort, afterMs);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return {
    signal: controller.signal,
    abort,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      abort();
    },
  };
}

/** Resolves to null when a signal aborts; to be disposed of when that no longer matters. */
export interface Abortion extends Disposable {
  readonly aborted: Promise<null>;
}

/** Resolves to null when the signal aborts; race it against work that cannot be cancelled, such as a DNS lookup. */
export function untilAborted(signal: AbortSignal): Abortion {
  let abort = () => {};
  const aborted = new Promise<null>((resolve) => {
    abort = () => resolve(null);
  });
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return { aborted, [Symbol.dispose]: () => signal.removeEventListener('abort', abort) };
}
