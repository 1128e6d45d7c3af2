import { COMMANDS, IMPLIED } from '../commands/index.js';
import type { Flag } from '../flags/flag.js';
import { FLAGS, type FlagName } from '../flags/table.js';
import { explained } from './columns.js';
import { flagLine } from './flag-lines.js';

/** The text of `canary-verify --help`: one screen. */
export function rootHelp(): string {
  return `canary-verify: checks with real requests whether a canary gets its share

${IMPLIED.examples.map((example) => `  canary-verify ${example}`).join('\n')}

Usage: canary-verify [COMMAND] ${IMPLIED.usage}

Commands
${COMMANDS.map(({ name, summary }) => explained(name, summary)).join('\n')}

Common options (all: canary-verify COMMAND --help)
${IMPLIED.flags
  .filter(isOften)
  .map((name) => flagLine(name, IMPLIED))
  .join('\n')}

Options can also be set in the environment, CANARY_VERIFY_MAX_TIME=2m, and in
canary-verify.config.{ts,js,json,yaml} (--config FILE, --print-config).
${IMPLIED.notes}
`;
}

function isOften(name: FlagName): boolean {
  const { common }: Flag = FLAGS[name];
  return common ?? false;
}
