import { printable } from '../text/printable.js';
import type { UsageError } from '../text/usage-error.js';
import type { OptionName, ValueOrigin, ValueOrigins } from './config/layer.js';

/** A wrong usage in the words of where it was written; `command`: the one that was named. */
export function usageErrorText(
  { option, problem }: UsageError,
  command: string | null,
  sources: ValueOrigins = {},
): string {
  const where = SPEAKS_FOR_ITSELF.includes(option) ? '' : `${spelled(option, sources)} `;
  const flagged = problem.replace(/`(\w+)`/g, (_, other: string) => spelled(other, sources));
  const help = command === null ? '' : ` ${command}`;
  return `canary-verify: ${printable(where + flagged, 400)}\n\nTry: canary-verify --expect 10%\n     canary-verify${help} --help\n`;
}

/** Not options: the problem says all. */
const SPEAKS_FOR_ITSELF: readonly string[] = ['arguments', 'environment', 'configuration'];

function spelled(option: string, sources: ValueOrigins): string {
  // The token is no flag: on a command line others could read it.
  if (option === 'consulToken') return 'CONSUL_HTTP_TOKEN';
  const name = SPELLED[option] ?? kebab(option);
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

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
