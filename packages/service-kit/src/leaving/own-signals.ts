import { constants } from 'node:os';

/**
 * From now on a signal that the process sends to itself does nothing but call this. Frameworks send it again once their
 * own hooks are through. The process is on its way out: nothing restores `process.kill`.
 */
export function swallowOwnSignals(
  signals: readonly NodeJS.Signals[],
  onSignal: (signal: NodeJS.Signals) => void,
): void {
  const kill = process.kill.bind(process);
  process.kill = (pid, signal = 'SIGTERM') => {
    const own = signals.find((one) => signal === one || signal === constants.signals[one]);
    // A number may come as text, and Node takes that.
    if (Number(pid) !== process.pid || own === undefined) return kill(pid, signal);
    onSignal(own);
    return true;
  };
}

/**
 * From now on these listeners come back when somebody takes them away: frameworks take all away before they have the signal
 * sent again, and it would end the process. Returns what ends that.
 */
export function keepListening(listeners: ReadonlyMap<NodeJS.Signals, NodeJS.SignalsListener>): () => void {
  const comeBack = (event: string | symbol, listener: unknown) => {
    const own = listeners.get(event as NodeJS.Signals);
    if (own !== undefined && own === listener) process.on(event as NodeJS.Signals, own);
  };
  process.on('removeListener', comeBack);
  return () => process.off('removeListener', comeBack);
}
