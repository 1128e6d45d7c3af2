/** A listener of the caller's. An error that it throws from a timer would end the whole process. */
export interface GuardedListener<Event> {
  /** Null if there is no listener. */
  readonly listen: ((event: Event) => void) | null;
  /** Throws the error that the listener has thrown. */
  throwIfFailed(): void;
}

/** Calls a listener until it throws, and calls `stop` then. */
export function guardedListener<Event>(
  listener: ((event: Event) => void) | null,
  stop: () => void,
): GuardedListener<Event> {
  let failure: { error: unknown } | null = null;
  const listen = (event: Event) => {
    if (listener === null || failure !== null) return;
    try {
      listener(event);
    } catch (error) {
      failure = { error };
      stop();
    }
  };
  return {
    listen: listener === null ? null : listen,
    throwIfFailed() {
      if (failure !== null) throw failure.error;
    },
  };
}
