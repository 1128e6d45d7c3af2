import type { Command } from '../command.js';
import type { Flag } from '../flags/flag.js';
import { FLAGS, type FlagName, namesOf } from '../flags/table.js';
import { wordedFlag } from '../worded-flag.js';

/** A flag with its name. */
export interface NamedFlag extends Flag {
  readonly name: FlagName;
}

export function flagOf(name: FlagName, command: Pick<Command, 'wording'> = {}): NamedFlag {
  return { name, ...wordedFlag(name, command) };
}

/** The flags that some command knows. */
export function knownFlags(commands: readonly Command[]): NamedFlag[] {
  return namesOf(FLAGS)
    .filter((name) => commands.some(({ flags }) => flags.includes(name)))
    .map((name) => flagOf(name));
}

/** "-m" and "--method". */
export function spellings({ name, short }: NamedFlag): string[] {
  return [...(short === undefined ? [] : [`-${short}`]), `--${name}`];
}

/** In single quotes, for a shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
