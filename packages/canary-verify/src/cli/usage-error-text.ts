import type { UsageError } from '../errors.js';
import { printable } from '../printable.js';

/** A wrong usage in the words of the command line; `command`: the one that was named. */
export function usageErrorText({ option, problem }: UsageError, command: string | null): string {
  const name =
    option === 'arguments' || option === 'environment' ? '' : `${SPELLED[option] ?? `--${kebab(option)}`} `;
  const help = command === null ? '' : ` ${command}`;
  return `canary-verify: ${name}${printable(problem, 400)}\n\nTry: canary-verify --expect 10%\n     canary-verify${help} --help\n`;
}

/** Options that the command line spells otherwise than the library. */
const SPELLED: Readonly<Record<string, string>> = {
  target: 'URL',
  headers: '--header',
  maxTimeMs: '--max-time',
  timeoutMs: '--timeout',
  caCert: '--cacert',
  consulToken: 'CONSUL_HTTP_TOKEN',
  followRedirects: '--location',
};

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
