import { readFileSync } from 'node:fs';
import { UsageError } from '../errors.js';
import { type Chosen, chooseCommand, commandNamed, expectNoCommand } from './choose-command.js';
import type { Asked, Command, Environment } from './command.js';
import { fromEnvironment, variableOf } from './flags/environment.js';
import { parseWords, type Written } from './flags/parse.js';
import { usageErrorText } from './usage-error-text.js';

/** Does what the words say and returns the exit code. */
export async function main(argv: readonly string[], env: Environment): Promise<number> {
  let command: string | null = null;
  try {
    if (argv[0] === 'help') return await help(argv[1]);
    const chosen = chooseCommand(argv);
    if (!chosen.implied) command = chosen.command.name;
    return await obey(chosen, env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(usageErrorText(error, command));
    return 4;
  }
}

async function obey({ command, words, implied }: Chosen, env: Environment): Promise<number> {
  const written = parseWords(command, words);
  if (written.values.help) return help(implied ? undefined : command.name);
  if (written.values.version) return print(`${packageVersion()}\n`);
  return command.run(readAsked(command, written, env));
}

/** What is asked for: by flags, else by the environment. */
export function readAsked(command: Command, { values, operands }: Written, env: Environment): Asked {
  const asked = { values: { ...fromEnvironment(command.flags, env), ...values }, operands, env };
  if (command.operand.kind !== 'url') return asked;
  expectNoCommand(operands);
  const target = env[variableOf('target')] ?? '';
  return operands.length === 0 && target !== '' ? { ...asked, operands: [target] } : asked;
}

async function help(name: string | undefined): Promise<number> {
  if (name === undefined) return print((await import('./help/root-help.js')).rootHelp());
  return print((await import('./help/command-help.js')).commandHelp(commandNamed(name)));
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

function packageVersion(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}
