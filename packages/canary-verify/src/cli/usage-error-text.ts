import { printable } from '../text/printable.js';
import type { UsageError } from '../text/usage-error.js';
import { commandNamed } from './choose-command.js';
import { IMPLIED } from './commands/index.js';
import type { OptionName, ValueOrigin, ValueOrigins } from './config/layer.js';

/**
 * A wrong usage in the words of where it was written, with an example of the command. `command`: the name that was
 * written, or null.
 */
export function usageErrorText(
  { option, problem }: UsageError,
  command: string | null,
  sources: ValueOrigins = {},
): string {
  const where = SPEAKS_FOR_ITSELF.includes(option) ? '' : `${spelled(option, sources)} `;
  const flagged = problem.replace(/`(\w+)`/g, (_, other: string) => spelled(other, sources));
  const call = command === null ? 'canary-verify' : `canary-verify ${command}`;
  const { examples } = command === null ? IMPLIED : commandNamed(command);
  const own = examples.find((example) => example.split(' ').includes(`--${flagOf(option)}`));
  return `canary-verify: ${printable(where + flagged, 400)}\n\nTry: ${call} ${own ?? examples[0]}\n     ${call} --help\n`;
}

/** Not options: the problem says all. */
const SPEAKS_FOR_ITSELF: readonly string[] = ['arguments', 'environment', 'configuration', 'plan'];

function spelled(option: string, sources: ValueOrigins): string {
  // The token is no flag: on a command line others could read it.
  if (option === 'consulToken') return 'CONSUL_HTTP_TOKEN';
  const name = flagOf(option);
  const source = sources[name as OptionName];
  if (source !== undefined && source.kind !== 'flag') return sourceText(source);
  return name === 'target' ? 'URL' : `--${name}`;
}

function sourceText(source: Exclude<ValueOrigin, { kind: 'flag' }>): string {
  return source.kind === 'environment' ? source.variable : `${source.file}: ${source.key}`;
}

/** Options that the command line spells otherwise than the library. */
const SPELLED: Readonly<Record<string, OptionName>> = {
  headers: 'header',
  arms: 'arm',
  maxTimeMs: 'max-time',
  overMs: 'over',
  timeoutMs: 'timeout',
  caCert: 'cacert',
  differsBeyond: 'decide',
  followRedirects: 'location',
};

function flagOf(option: string): string {
  return SPELLED[option] ?? kebab(option);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
