import type { Command } from '../command.js';
import { groupedFlags } from './flag-lines.js';

/** The text of `canary-verify NAME --help`. */
export function commandHelp(command: Command): string {
  const { name, summary, examples, usage, notes } = command;
  const call = `canary-verify ${name}`;
  const blocks = [
    `${call}: ${summary}`,
    examples.map((example) => `  ${call} ${example}`).join('\n'),
    `Usage: ${call} ${usage}`,
    groupedFlags(command),
    notes,
  ];
  return `${blocks.join('\n\n')}\n`;
}
