import type { Command } from '../command.js';
import { groupedFlags } from './flag-lines.js';

/** The text of `canary-verify NAME --help`. */
export function commandHelp({ name, summary, examples, usage, flags, notes }: Command): string {
  const call = `canary-verify ${name}`;
  const blocks = [
    `${call}: ${summary}`,
    examples.map((example) => `  ${call} ${example}`).join('\n'),
    `Usage: ${call} ${usage}`,
    groupedFlags(flags),
    notes,
  ];
  return `${blocks.join('\n\n')}\n`;
}
