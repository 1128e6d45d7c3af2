import type { Progress } from '../options/progress.js';
import { liveLine } from '../reporters/live-line.js';
import { wantsLiveLine } from './colours.js';
import { tell } from './output.js';

/** The line on the terminal that says how far a run has come. */
export interface Live {
  /** Null if there is no terminal to show the line on. */
  show: ((progress: Progress) => void) | null;
  clear(): void;
}

/** Writes to standard error when that is a terminal and nobody asked for quiet or NO_COLOR, else nowhere. */
export function liveOn({ quiet = false }: { quiet?: boolean }): Live {
  if (!wantsLiveLine() || quiet) return { show: null, clear() {} };
  return {
    show: (progress) => overwrite(liveLine(progress, process.stderr.columns ?? 80)),
    clear: () => overwrite(''),
  };
}

/** A line that is not about a run: `line` writes it, narrower than `columns`. */
export interface LiveText {
  show(line: (columns: number) => string): void;
  clear(): void;
}

/** The same for such a line. */
export function liveTextOn({ quiet = false }: { quiet?: boolean }): LiveText {
  if (!wantsLiveLine() || quiet) return { show() {}, clear() {} };
  return { show: (line) => overwrite(line(process.stderr.columns ?? 80)), clear: () => overwrite('') };
}

function overwrite(text: string): void {
  tell(`\r\u001b[2K${text}`);
}
