import { wantsLiveLine } from './colours.js';
import { tell } from './output.js';

/** Lines at the bottom of a terminal, which are written over and over. */
export interface LiveBlock {
  /** Writes the lines that it gets for so many columns, in place of those before. */
  show(lines: (columns: number) => readonly string[]): void;
  /** Takes them away, so that something else can be written there. */
  clear(): void;
}

/** Writes to standard error when that is a terminal and nobody asked for quiet or NO_COLOR, else nowhere. */
export function liveBlockOn({ quiet = false }: { quiet?: boolean }): LiveBlock {
  if (!wantsLiveLine() || quiet) return { show() {}, clear() {} };
  let shown = 0;
  const clear = () => {
    if (shown > 0) tell(`${shown > 1 ? `\u001b[${shown - 1}A` : ''}\r\u001b[J`);
    shown = 0;
  };
  return {
    clear,
    show(lines) {
      clear();
      // What does not fit would scroll away, and could not be written over.
      const some = lines(process.stderr.columns ?? 80).slice(0, Math.max(1, (process.stderr.rows ?? 24) - 1));
      tell(some.join('\n'));
      shown = some.length;
    },
  };
}
