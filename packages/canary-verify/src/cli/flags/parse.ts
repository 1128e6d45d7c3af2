import { parseArgs } from 'node:util';
import { masked } from '../../text/masked.js';
import { nearest } from '../../text/nearest.js';
import { UsageError } from '../../text/usage-error.js';
import type { Command } from '../command.js';
import { COMMANDS } from '../commands/index.js';
import type { Flag } from './flag.js';
import { FLAGS, type FlagName, type FlagValues } from './table.js';

/** The words of a command line: flags and, apart from them, operands. */
export interface ParsedWords {
  values: FlagValues;
  operands: readonly string[];
}

/** Reads the words after a command. `--no-NAME` is a switch turned off. Throws a UsageError. */
export function parseWords({ flags, operand }: Command, words: readonly string[]): ParsedWords {
  const { values, positionals } = parse(words, flags);
  // They are not quoted: without its quotation marks, the end of a header with a secret is one of them.
  if (positionals.length > operand.most)
    throw new UsageError(
      operand.kind === 'url' ? 'target' : 'arguments',
      `wants ${operand.most === 1 ? 'one' : `at most ${operand.most}`} ${operand.placeholder}, got ${positionals.length} words: put quotation marks around what belongs together`,
    );
  return { values: values as FlagValues, operands: positionals };
}

function parse(words: readonly string[], flags: readonly FlagName[]) {
  const options = Object.fromEntries(flags.map((name) => [name, parseOption(FLAGS[name])]));
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const problem = masked(error.message.split('. ')[0] ?? '');
    const [, unknown] = /^Unknown option '--([^']+)'/.exec(problem) ?? [];
    throw new UsageError('arguments', problem + (unknown === undefined ? '' : meant(unknown, flags)));
  }
}

function parseOption({ placeholder, short, repeatable }: Flag) {
  return {
    type: placeholder === null ? ('boolean' as const) : ('string' as const),
    multiple: repeatable ?? false,
    ...(short === undefined ? {} : { short }),
  };
}

/** A hint for an unknown flag: the nearest flag of this command, or the command that knows it. */
function meant(unknown: string, flags: readonly FlagName[]): string {
  const own = nearest(unknown, flags);
  if (own !== null) return `; did you mean --${own}?`;
  const foreign = nearest(unknown, Object.keys(FLAGS));
  const owner = COMMANDS.find((command) => command.flags.some((name) => name === foreign));
  return owner === undefined ? '' : `; canary-verify ${owner.name} has --${foreign}`;
}
