/** Overwrites the line on the terminal. */
export function showLine(text: string): void {
  process.stderr.write(`\r\u001b[2K${text}`);
}

/** Whether standard output wants colours (https://no-color.org). */
export function wantsColours(): boolean {
  return process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
}
