import { UsageError } from '../text/usage-error.js';
import { type Chosen, chooseCommand, commandNamed } from './choose-command.js';
import type { Environment } from './command.js';
import { COMMANDS } from './commands/index.js';
import type { ValueOrigins } from './config/layer.js';
import { parseWords } from './flags/parse.js';
import { endEarly, orInterrupted } from './interruption.js';
import { print, tell } from './output.js';
import { packageVersion } from './own-files.js';
import { readSettings, type Settings } from './settings.js';
import { usageErrorText } from './usage-error-text.js';

/** Does what the words say and returns the exit code. `signal` interrupts the work. */
export async function main(argv: readonly string[], env: Environment, signal: AbortSignal): Promise<number> {
  let command: string | null = null;
  try {
    if (argv[0] === 'help') return await help(argv[1]);
    const chosen = chooseCommand(argv);
    if (!chosen.implied) command = chosen.command.name;
    return await obey(chosen, env, signal);
  } catch (error) {
    return refuse(error, command);
  }
}

async function obey(
  { command, words, implied }: Chosen,
  env: Environment,
  signal: AbortSignal,
): Promise<number> {
  const written = parseWords(command, words);
  const named = implied ? null : command.name;
  if (written.values.help) return help(named ?? undefined);
  if (written.values.version) return shown(`${packageVersion()}\n`);
  const settings = await orInterrupted(readSettings(command, written, { env, signal }), signal);
  if (settings === null) return endEarly(written.values);
  try {
    command.refuse?.(written, settings.asked);
    return await run(settings, command);
  } catch (error) {
    if (signal.aborted && error instanceof UsageError) return endEarly(settings.asked.values);
    return refuse(error, named, settings.sources);
  }
}

async function run(settings: Settings, command: Chosen['command']): Promise<number> {
  if (!settings.asked.values['print-config']) return command.run(settings.asked, COMMANDS);
  await command.check?.(settings.asked);
  const { printedConfig } = await import('./config/print-config.js');
  return shown(printedConfig(command, settings));
}

/** Wrong usage is answered; everything else is a mistake of ours. */
function refuse(error: unknown, command: string | null, sources: ValueOrigins = {}): number {
  if (!(error instanceof UsageError)) throw error;
  tell(usageErrorText(error, command, sources));
  return 4;
}

async function help(name: string | undefined): Promise<number> {
  if (name === undefined) return shown((await import('./help/root-help.js')).rootHelp());
  return shown((await import('./help/command-help.js')).commandHelp(commandNamed(name)));
}

async function shown(text: string): Promise<0> {
  await print(text);
  return 0;
}
