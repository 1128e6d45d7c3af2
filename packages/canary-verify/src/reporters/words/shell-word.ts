import { printable } from '../../text/printable.js';

/** A word that can be pasted into a shell, whatever is in it. */
export function shellWord(value: string): string {
  const text = printable(value, 200);
  return /^[\w.:/@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
