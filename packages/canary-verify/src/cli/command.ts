import type { Flag } from './flags/flag.js';
import type { FlagName, FlagValues } from './flags/table.js';

/** One thing that the command line can do. What it needs to do it is loaded when it is run. */
export interface Command {
  readonly name: string;
  /** One line about the command. */
  readonly summary: string;
  /** Lines that a reader may copy, after the program's name. */
  readonly examples: readonly string[];
  /** How it is called: `--expect SHARE [options] [URL]`. */
  readonly usage: string;
  readonly operand: Operand;
  readonly flags: readonly FlagName[];
  /** What its help says of flags that do something else in other commands, or have another default there. */
  readonly wording?: Wording;
  /** The text behind the flags in its help: exit codes and what to know. */
  readonly notes: string;
  /** Throws a UsageError about words on the command line that do nothing beside the others. Files and variables are for every command. */
  refuse?(written: Pick<CommandInput, 'values' | 'operands'>, asked: CommandInput): void;
  /** Throws a UsageError where `run` would, and does nothing else: for --print-config. */
  check?(asked: CommandInput): Promise<void>;
  /** Does it and returns the exit code. `commands`: all there are. */
  run(asked: CommandInput, commands: readonly Command[]): Promise<number>;
}

/** Texts of the help, by flag. */
export type Wording = Readonly<
  Partial<Record<FlagName, Pick<Flag, 'defaultText'> & Partial<Pick<Flag, 'help'>>>>
>;

/** The operand of a command, beside its flags. */
export interface Operand {
  readonly placeholder: string;
  readonly most: number;
  /** A URL may also come from where flags come from, by the name `target`. */
  readonly kind: 'url' | 'share and url' | 'file' | 'choice';
  /** The value that counts if it is not given. */
  readonly defaultText?: string;
  readonly choices?: readonly string[];
}

/** The input of a command: its flags, its operands and the environment. */
export interface CommandInput {
  values: FlagValues;
  operands: readonly string[];
  env: Environment;
  /** Aborts at the first Ctrl-C or SIGTERM, and when nobody reads standard output any more. */
  signal: AbortSignal;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The operand of commands that send requests. */
export const ONE_URL: Operand = {
  placeholder: 'URL',
  most: 1,
  kind: 'url',
  defaultText: 'http://localhost:48151/version',
};
