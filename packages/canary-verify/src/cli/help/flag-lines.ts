import type { Flag } from '../flags/flag.js';
import { FLAG_GROUPS, FLAGS, type FlagName } from '../flags/table.js';
import { explained } from './columns.js';

/** The flags under their headings. */
export function groupedFlags(names: readonly FlagName[]): string {
  return FLAG_GROUPS.map(({ heading, flags }) => ({
    heading,
    own: names.filter((name) => name in flags),
  }))
    .filter(({ own }) => own.length > 0)
    .map(({ heading, own }) => [heading, ...own.map(flagLine)].join('\n'))
    .join('\n\n');
}

/** "-n, --max-requests N   most requests (3 × the expected number)". */
export function flagLine(name: FlagName): string {
  const { help, defaultText }: Flag = FLAGS[name];
  return explained(spelled(name), defaultText === undefined ? help : `${help} (${defaultText})`);
}

function spelled(name: FlagName): string {
  const { short, placeholder }: Flag = FLAGS[name];
  return `${short === undefined ? '' : `-${short}, `}--${name}${placeholder === null ? '' : ` ${placeholder}`}`;
}
