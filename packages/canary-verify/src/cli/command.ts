import type { FlagName, FlagValues } from './flags/table.js';

/** One thing that the command line can do. What it needs to do it is loaded when it is run. */
export interface Command {
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** Lines that a reader may copy, after the program's name. */
  readonly examples: readonly string[];
  /** How it is called: `--expect SHARE [options] [URL]`. */
  readonly usage: string;
  readonly operand: Operand;
  readonly flags: readonly FlagName[];
  /** What its help says after the flags: exit codes, what to know. */
  readonly notes: string;
  /** Throws a UsageError where `run` would, and does nothing else: for --print-config. */
  check?(asked: CommandInput): Promise<void>;
  /** Does it and returns the exit code. `commands`: all there are. */
  run(asked: CommandInput, commands: readonly Command[]): Promise<number>;
}

/** What stands on the command line beside flags. */
export interface Operand {
  readonly placeholder: string;
  readonly most: number;
  /** A URL may also come from where flags come from, by the name `target`. */
  readonly kind: 'url' | 'file' | 'choice';
  /** What is meant when it is not given. */
  readonly defaultText?: string;
  readonly choices?: readonly string[];
}

/** What a command is asked for. */
export interface CommandInput {
  values: FlagValues;
  operands: readonly string[];
  env: Environment;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The operand of commands that send requests. */
export const ONE_URL: Operand = {
  placeholder: 'URL',
  most: 1,
  kind: 'url',
  defaultText: 'http://localhost:48151/version',
};
