import type { Command } from './command.js';
import type { Flag } from './flags/flag.js';
import { FLAGS, type FlagName } from './flags/table.js';

/** A flag with the texts that are true for the command. */
export function wordedFlag(name: FlagName, { wording = {} }: Pick<Command, 'wording'>): Flag {
  return { ...FLAGS[name], ...wording[name] };
}
