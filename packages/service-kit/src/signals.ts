import { constants } from 'node:os';

export interface SignalHandling {
  signals: readonly NodeJS.Signals[];
  /** Leaves. Never fails. */
  stop: () => Promise<unknown>;
  log: (line: string) => void;
}

/**
 * Leaves at the first signal and ends the process with 0; at a second one ends it at once, with 128 + the
 * signal's number as a shell would say it. Returns what takes the listeners away again.
 */
export function leaveOnSignals({ signals, stop, log }: SignalHandling): () => void {
  let leaving = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (leaving) process.exit(128 + constants.signals[signal]);
    leaving = true;
    log(`${signal}: leaving (a second signal ends the process at once)`);
    void stop().then(() => process.exit(0));
  };
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}
