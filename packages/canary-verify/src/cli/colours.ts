/** Whether standard output wants colours (https://no-color.org). */
export function wantsColours(): boolean {
  return process.stdout.isTTY && !refusesSequences();
}

/** Whether standard error is a terminal on which a line may be written over and over. */
export function wantsLiveLine(): boolean {
  return process.stderr.isTTY && !refusesSequences();
}

function refusesSequences(): boolean {
  return (process.env.NO_COLOR ?? '') !== '';
}
