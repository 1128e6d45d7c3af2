import { COMMANDS, IMPLIED } from '../commands/index.js';
import type { Flag } from '../flags/flag.js';
import { FLAGS, type FlagName } from '../flags/table.js';
import { explained } from './columns.js';
import { flagLine } from './flag-lines.js';

/** The text of `canary-verify --help`: one screen. */
export function rootHelp(): string {
  return `Does the traffic really go where we said? Asks until it can tell.

${IMPLIED.examples.map((example) => `  canary-verify ${example}`).join('\n')}

Usage: canary-verify [COMMAND] ${IMPLIED.usage}

Commands
${COMMANDS.map(({ name, summary }) => explained(name, summary)).join('\n')}

Used most (canary-verify COMMAND --help has all)
${IMPLIED.flags.filter(isOften).map(flagLine).join('\n')}

Every option may also stand in the environment, CANARY_VERIFY_MAX_TIME=2m, or in
canary-verify.config.{ts,js,json,yaml} (--config FILE, --print-config).
${IMPLIED.notes}
`;
}

function isOften(name: FlagName): boolean {
  const { common }: Flag = FLAGS[name];
  return common ?? false;
}
