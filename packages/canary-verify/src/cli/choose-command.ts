import { nearest } from '../text/nearest.js';
import { quoted, UsageError } from '../text/usage-error.js';
import type { Command } from './command.js';
import { COMMANDS, IMPLIED } from './commands/index.js';

/** The command that is asked for, and the words after it. */
export interface Chosen {
  command: Command;
  words: readonly string[];
  /** No command is named: `verify` is meant. */
  implied: boolean;
}

const NAMES: readonly string[] = COMMANDS.map(({ name }) => name);

/**
 * Chooses by the first word. One that is no command is the URL of `verify`; a host that has the name of a command is
 * written as a URL, http://watch.
 */
export function chooseCommand(argv: readonly string[]): Chosen {
  const [first = '', ...rest] = argv;
  const named = COMMANDS.find(({ name }) => name === first);
  if (named !== undefined) return { command: named, words: rest, implied: false };
  const near = /^[a-z]+$/.test(first) ? nearest(first, NAMES) : null;
  if (near !== null)
    throw new UsageError(
      'arguments',
      `no command is called ${quoted(first)}; did you mean ${near}? To request a host of that name, write http://${first}`,
    );
  return { command: IMPLIED, words: argv, implied: true };
}

/** Refuses a command after flags, which would be asked as a host of that name. */
export function expectNoCommand(operands: readonly string[]): void {
  const late = operands.find((operand) => NAMES.includes(operand));
  if (late !== undefined)
    throw new UsageError(
      'arguments',
      `put the command first: canary-verify ${late} ...; to request a host named "${late}", write http://${late}`,
    );
}

/** The command of that name. */
export function commandNamed(written: string): Command {
  const named = COMMANDS.find(({ name }) => name === written);
  if (named !== undefined) return named;
  const near = nearest(written, NAMES);
  const cure = near === null ? `there are ${NAMES.join(', ')}` : `did you mean ${near}?`;
  throw new UsageError('arguments', `no command is called ${quoted(written)}; ${cure}`);
}
