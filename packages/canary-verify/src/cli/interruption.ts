import { jsonText } from '../reporters/json.js';
import { untilAborted } from '../system/deadline.js';
import type { FlagValues } from './flags/table.js';
import { print, tell } from './output.js';

/** The exit code after Ctrl-C and after SIGTERM. */
export const INTERRUPTED = 130;

/** An options file that is loaded may take this long after a signal, in milliseconds. */
const GRACE_MS = 1_000;

/** The result of work that cannot be told to stop; null if it goes on a second after the signal. */
export async function orInterrupted<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
): Promise<Result | null> {
  using interruption = untilAborted(signal);
  let timer: NodeJS.Timeout | undefined;
  const over = interruption.aborted.then(
    () =>
      new Promise<null>((resolve) => {
        timer = setTimeout(() => resolve(null), GRACE_MS);
      }),
  );
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Ends a command whose options were not all read when the signal came. Nothing is known beside that. */
export async function endEarly({ json = false, reporter = [] }: FlagValues): Promise<number> {
  const document = { verdict: 'undecided', exitCode: INTERRUPTED, interrupted: true, requests: 0 };
  if (json || reporter.includes('json')) await print(jsonText(document, 2));
  else tell('canary-verify: interrupted before anything was sent\n');
  return INTERRUPTED;
}
