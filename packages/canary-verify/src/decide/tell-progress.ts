import type { Progress } from '../options/progress.js';
import type { Run } from './run.js';

/** How often a run says how far it has come, in milliseconds. */
const TELL_EVERY_MS = 50;

/**
 * Reports the progress of a run every 50 ms, and once more when it is disposed of. Does nothing if `onProgress` is
 * null.
 */
export function tellProgress(run: Run, onProgress: ((progress: Progress) => void) | null): Disposable {
  if (onProgress === null) return { [Symbol.dispose]: () => {} };
  const startedAt = performance.now();
  const tell = () => onProgress(run.progress(performance.now() - startedAt));
  const telling = setInterval(tell, TELL_EVERY_MS);
  return {
    [Symbol.dispose]: () => {
      clearInterval(telling);
      tell();
    },
  };
}
