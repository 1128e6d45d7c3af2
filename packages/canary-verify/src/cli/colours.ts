/** Whether standard output gets colours: a terminal, without NO_COLOR (https://no-color.org), and not a dumb one. */
export function wantsColours(): boolean {
  return process.stdout.isTTY && !refusesSequences();
}

/** Whether standard error is a terminal on which a line may be written over and over. */
export function wantsLiveLine(): boolean {
  return process.stderr.isTTY && !refusesSequences();
}

function refusesSequences(): boolean {
  return (process.env.NO_COLOR ?? '') !== '' || process.env.TERM === 'dumb';
}
