import { Bench } from 'tinybench';

/** Durations of a task that runs so many times in a row, in milliseconds, in ascending order. Nothing is run beforehand. */
export function timesOf(task: () => unknown, rounds: number): readonly number[] {
  const bench = new Bench({ iterations: rounds, time: 0, warmup: false, retainSamples: true, throws: true });
  bench.add('timed', task, { async: false });
  const [timed] = bench.runSync();
  const result = timed?.result;
  if (result?.state !== 'completed') throw new Error(`the task was not timed: ${result?.state}`);
  return result.latency.samples ?? [];
}
