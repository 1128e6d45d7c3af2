import { quoted, UsageError } from '../../text/usage-error.js';
import type { Environment } from '../command.js';
import type { Flag } from './flag.js';
import { FLAGS, type FlagName, type FlagValues } from './table.js';

/** The variable that says the same as a flag: `max-time` is CANARY_VERIFY_MAX_TIME, the URL is CANARY_VERIFY_TARGET. */
export function environmentVariable(name: string): string {
  return `CANARY_VERIFY_${name.replaceAll('-', '_').toUpperCase()}`;
}

/** Reads the flags that stand in the environment. One line of a variable is one of several values, unless a value may have lines of its own. */
export function readEnvironment(names: readonly FlagName[], env: Environment): FlagValues {
  const given = names.flatMap((name) => {
    const flag: Flag = FLAGS[name];
    const text = env[environmentVariable(name)] ?? '';
    return flag.allowedIn === 'command line' || text === '' ? [] : [[name, readVariable(flag, name, text)]];
  });
  return Object.fromEntries(given);
}

function readVariable(
  { placeholder, repeatable, hasLines }: Flag,
  name: FlagName,
  text: string,
): string | string[] | boolean {
  if (placeholder !== null) return repeatable ? text.split(hasLines ? /\n{2,}/ : '\n') : text;
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new UsageError(
    'environment',
    `${environmentVariable(name)} must be true or false; got ${quoted(text)}`,
  );
}
