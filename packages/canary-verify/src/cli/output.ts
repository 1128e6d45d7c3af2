import { fstatSync, writeSync } from 'node:fs';
import { WriteFailure } from './fault.js';

const STANDARD_OUTPUT = 1;

/**
 * Writes a text to standard output, whole. It is no failure if nobody reads it any more. `what`: the text's name in the
 * error.
 *
 * @throws WriteFailure when it cannot be written.
 */
export async function print(text: string, what = 'the output'): Promise<void> {
  try {
    if (isFile()) writeWhole(text);
    else await writeToStream(text);
  } catch (error) {
    if (!isWithoutReader(error)) throw new WriteFailure(what, 'standard output', error);
  }
}

/** Writes to standard error. A failure has no place to be told. */
export function tell(text: string): void {
  if (process.stderr.listenerCount('error') === 0) process.stderr.on('error', () => {});
  process.stderr.write(text);
}

const WITHOUT_READER: readonly unknown[] = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

/** Whether a write failed because the reader has closed its end, as `head` does. */
export function isWithoutReader(error: unknown): boolean {
  return WITHOUT_READER.includes((error as NodeJS.ErrnoException).code);
}

/** A regular file, or a device that is no terminal. */
function isFile(): boolean {
  try {
    const found = fstatSync(STANDARD_OUTPUT);
    return found.isFile() || (found.isCharacterDevice() && !process.stdout.isTTY);
  } catch {
    return false;
  }
}

/** A disk that is nearly full takes only the first part. Node's own stream leaves it at that. */
function writeWhole(text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(STANDARD_OUTPUT, bytes, written);
}

function writeToStream(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error == null ? resolve() : reject(error)));
  });
}
