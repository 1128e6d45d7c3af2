/**
 * From now on a signal that the process sends to itself does nothing but call this. Frameworks send it again once their
 * own hooks are through; some have taken all listeners away by then, and it would end the process. The process is on its
 * way out: nothing restores `process.kill`.
 */
export function swallowOwnSignals(
  signals: ReadonlySet<NodeJS.Signals>,
  onSignal: (signal: NodeJS.Signals) => void,
): void {
  const kill = process.kill.bind(process);
  process.kill = (pid, signal = 'SIGTERM') => {
    if (pid !== process.pid || !signals.has(signal as NodeJS.Signals)) return kill(pid, signal);
    onSignal(signal as NodeJS.Signals);
    return true;
  };
}
