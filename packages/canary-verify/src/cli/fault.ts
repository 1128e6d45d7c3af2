import { masked } from '../text/masked.js';
import { printable } from '../text/printable.js';
import { fileProblem } from '../text/usage-error.js';

/** The exit code of a fault of ours, and of output that could not be written: EX_SOFTWARE of sysexits.h. */
export const FAULT = 70;

/** Output that was asked for and could not be written. */
export class WriteFailure extends Error {
  override readonly name = 'WriteFailure';

  /** `what`: the text report; `where`: standard output, or a quoted file. */
  constructor(what: string, where: string, cause: unknown) {
    super(`${what} could not be written to ${where}: ${fileProblem(cause)}`, { cause });
  }
}

/** One sentence on what went wrong; with the environment variable DEBUG its stack as well. `remark`: what is known beside. */
export function faultText(error: unknown, remark = ''): string {
  const what = error instanceof WriteFailure ? error.message : `internal error: ${described(error)}`;
  const debugged = (process.env.DEBUG ?? '') !== '';
  const hint = error instanceof WriteFailure || debugged ? '' : '; DEBUG=1 prints its stack';
  const stack = debugged && error instanceof Error ? `${error.stack}\n` : '';
  return `${stack}canary-verify: ${printable(masked(what), 400)} (exit code ${FAULT}${remark}${hint})\n`;
}

function described(error: unknown): string {
  const [line = ''] = String(error).split('\n');
  return line;
}
