import type { Command } from '../command.js';
import { FLAG_GROUPS, type FlagName } from '../flags/table.js';
import { wordedFlag } from '../worded-flag.js';
import { explained } from './columns.js';

/** The flags of a command under their headings. */
export function groupedFlags(command: Command): string {
  return FLAG_GROUPS.map(({ heading, flags }) => ({
    heading,
    own: command.flags.filter((name) => name in flags),
  }))
    .filter(({ own }) => own.length > 0)
    .map(({ heading, own }) => [heading, ...own.map((name) => flagLine(name, command))].join('\n'))
    .join('\n\n');
}

/** "-n, --max-requests N   maximum number of requests (default: 3 × the expected number)". */
export function flagLine(name: FlagName, command: Command): string {
  const { short, placeholder, help, defaultText } = wordedFlag(name, command);
  const letter = short === undefined ? '' : `-${short}, `;
  const value = placeholder === null ? '' : ` ${placeholder}`;
  return explained(
    `${letter}--${name}${value}`,
    defaultText === undefined ? help : `${help} (default: ${defaultText})`,
  );
}
