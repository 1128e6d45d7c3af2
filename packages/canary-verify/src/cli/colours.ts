/** Whether standard output wants colours (https://no-color.org). */
export function wantsColours(): boolean {
  return process.stdout.isTTY && (process.env.NO_COLOR ?? '') === '';
}
