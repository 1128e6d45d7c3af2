import { UsageError } from '../text/usage-error.js';
import type { CommandInput } from './command.js';
import { ACTUATORS } from './flags/actuators.js';
import { ALWAYS } from './flags/printed.js';
import { SETTINGS } from './flags/settings.js';
import { type FlagName, namesOf } from './flags/table.js';
import { readShareOperands } from './operands.js';

/** Without a share to set one is read, and these say where it stands and how it is printed. */
const OF_READING: readonly FlagName[] = [
  ...namesOf(ACTUATORS),
  ...namesOf(SETTINGS),
  ...namesOf(ALWAYS),
  ...(['haproxy-stats', 'services', 'json', 'quiet'] as const),
];

/** Refuses words of `share` that do nothing: without a share no request is sent. Throws a UsageError. */
export function refuseWithoutEffect(
  { values, operands }: Pick<CommandInput, 'values' | 'operands'>,
  asked: CommandInput,
): void {
  const { share, url } = readShareOperands(operands);
  if (share === null && url !== undefined)
    throw new UsageError(
      'arguments',
      'the share must stand before the URL, for example 10%; without a share, the one that stands there is read, and no URL is asked',
    );
  if (values.services !== undefined && (asked.values.consul ?? asked.values['consul-weights']) === undefined)
    throw new UsageError('services', 'is for `consul` and `consulWeights`: name one of them');
  if (share !== null) return;
  const written = Object.keys(values) as FlagName[];
  const unread = written.find((name) => !OF_READING.includes(name));
  if (unread !== undefined)
    throw new UsageError(
      unread,
      'is for a share that is set: without one, the share is read and no request is sent',
    );
}
