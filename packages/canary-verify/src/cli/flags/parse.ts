import { parseArgs } from 'node:util';
import { quoted, UsageError } from '../../text/usage-error.js';
import type { Command } from '../command.js';
import type { Flag } from './flag.js';
import { hintForMethod, hintForSwitch } from './habits.js';
import { FLAGS, type FlagName, type FlagValues } from './table.js';
import { refuseSingleDash, unreadWords } from './unread-words.js';

/** The words of a command line: flags and, apart from them, operands. */
export interface ParsedWords {
  values: FlagValues;
  operands: readonly string[];
}

/** Reads the words after a command. `--no-NAME` is a switch turned off. Throws a UsageError. */
export function parseWords({ flags, operand }: Command, words: readonly string[]): ParsedWords {
  refuseSingleDash(words, flags);
  const { values, positionals, tokens } = parse(words, flags);
  refuseLoosePercent(positionals, operand.placeholder);
  refuseValuesOfSwitches(tokens);
  // They are not quoted: without its quotation marks, the end of a header with a secret is one of them.
  if (positionals.length > operand.most)
    throw new UsageError(
      'arguments',
      `expected ${operand.most === 1 ? 'one' : `at most ${operand.most}`} ${operand.placeholder}, got ${positionals.length} words; put quotation marks around a value with spaces`,
    );
  const read = values as FlagValues;
  refuseTimeAsMethod(read.method);
  return { values: read, operands: positionals };
}

type Tokens = ReturnType<typeof parse>['tokens'];

function parse(words: readonly string[], flags: readonly FlagName[]) {
  const options = Object.fromEntries(flags.map((name) => [name, parseOption(FLAGS[name])]));
  try {
    return parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
      allowNegative: true,
      tokens: true,
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw unreadWords(error.message, words, flags);
  }
}

function parseOption({ placeholder, short, repeatable }: Flag) {
  return {
    type: placeholder === null ? ('boolean' as const) : ('string' as const),
    multiple: repeatable ?? false,
    ...(short === undefined ? {} : { short }),
  };
}

/** Reports write "10 %", and a shell makes two words of it. */
function refuseLoosePercent(operands: readonly string[], placeholder: string): void {
  const unit = operands.find((operand) => /^(%|pp)$/.test(operand));
  if (unit !== undefined)
    throw new UsageError(
      'arguments',
      `expected one ${placeholder}, got "${unit}"; did you mean --expect 10${unit} (without a space)?`.replace(
        '--expect 10pp',
        '--tolerance 3pp',
      ),
    );
}

/** The word after a switch would be asked as a host. */
function refuseValuesOfSwitches(tokens: Tokens): void {
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (token.kind !== 'option' || token.value !== undefined || next?.kind !== 'positional') continue;
    const hint = hintForSwitch(token.name, next.value);
    if (hint !== null)
      throw new UsageError('arguments', `--${token.name} is a switch without a value; ${hint}`);
  }
}

function refuseTimeAsMethod(method: string | undefined): void {
  const hint = method === undefined ? null : hintForMethod(method);
  if (hint !== null)
    throw new UsageError(
      'method',
      `must be one of ${FLAGS.method.choices.join(', ')}, got ${quoted(method)}; ${hint}`,
    );
}
