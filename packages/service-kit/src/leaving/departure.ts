/** How a service has left. */
export interface Departure {
  /** Whether Consul has taken the service out. If not, its check finds the service gone. */
  deregistered: boolean;
  /** Requests, streams and WebSockets that were not over before the deadline and were broken off. */
  brokenOff: number;
  /** Event streams and WebSockets that were still open when proxies sent nothing more, and were told that it ends. */
  told: number;
  /** Hooks that failed or took too long, and background work that did not end, in words. */
  unfinished: readonly string[];
  /** In milliseconds, from the first step to the last hook. */
  durationMs: number;
}

/** Whether nothing was lost. */
export function isClean({ brokenOff, unfinished }: Departure): boolean {
  return brokenOff === 0 && unfinished.length === 0;
}
