import { quoted, UsageError } from '../../text/usage-error.js';
import type { Command, CommandInput } from '../command.js';
import { bashCompletion } from '../completion/bash.js';
import { fishCompletion } from '../completion/fish.js';
import { SHELLS, type Shell } from '../completion/shells.js';
import { zshCompletion } from '../completion/zsh.js';
import { print } from '../output.js';

const SCRIPTS: Record<Shell, (commands: readonly Command[]) => string> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Prints the script for a shell. */
export async function runCompletion(
  { operands: [written = ''] }: CommandInput,
  commands: readonly Command[],
): Promise<number> {
  const shell = SHELLS.find((one) => one === written);
  if (shell === undefined)
    throw new UsageError(
      'arguments',
      `completion must have one of ${SHELLS.join(', ')}; got ${quoted(written)}`,
    );
  await print(SCRIPTS[shell](commands));
  return 0;
}
