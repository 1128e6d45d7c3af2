/** The line that called a function: file, line and column, as the stack has it. Empty where it is not known. */
export function callerOf(called: (...given: never[]) => unknown): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, called);
  return holder.stack?.split('\n').find((line) => /^\s+at /.test(line)) ?? '';
}
