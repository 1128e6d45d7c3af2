import { expectNoCommand } from './choose-command.js';
import type { Command, CommandInput } from './command.js';
import type { Layer, ValueOrigins } from './config/layer.js';
import { environmentVariable, readEnvironment } from './flags/environment.js';
import type { ParsedWords } from './flags/parse.js';
import type { FlagName, FlagValues } from './flags/table.js';
import { takesUrl, urlIn } from './operands.js';

/** The input of a command, and the origin of each part of it. */
export interface Settings {
  asked: CommandInput;
  sources: ValueOrigins;
  /** The configuration file that was read. */
  file: string | null;
}

/** Reads what is asked for: flags before the environment, before the configuration file. Throws a UsageError. */
export async function readSettings(
  command: Command,
  written: ParsedWords,
  { env, signal }: Pick<CommandInput, 'env' | 'signal'>,
): Promise<Settings> {
  if (takesUrl(command.operand)) expectNoCommand(written.operands);
  const flags: Layer = {
    values: written.values,
    target: urlIn(command.operand, written.operands),
    source: () => ({ kind: 'flag' }),
  };
  const environment: Layer = {
    values: readEnvironment(command.flags, env),
    target: env[environmentVariable('target')] || undefined,
    source: (name) => ({ kind: 'environment', variable: environmentVariable(name) }),
  };
  const file = await fileOf(command, flags.values.config ?? environment.values.config);
  const layers = [flags, environment, ...(file === null ? [] : [await layerOf(file)])];
  return { ...joined(command, layers, { operands: written.operands, env, signal }), file };
}

/** Finds the configuration file. The code is loaded only when needed: most runs have no file. */
async function fileOf({ flags }: Command, named: readonly string[] = []): Promise<string | null> {
  if (!flags.includes('config')) return null;
  const { findConfig } = await import('./config/find-config.js');
  return findConfig(named, process.cwd());
}

async function layerOf(file: string): Promise<Layer> {
  const { fileLayer } = await import('./config/file-layer.js');
  return fileLayer(file);
}

function joined(
  command: Command,
  layers: readonly Layer[],
  { operands, ...others }: Omit<CommandInput, 'values'>,
): Omit<Settings, 'file'> {
  const sources: ValueOrigins = {};
  const values: [FlagName, unknown][] = [];
  for (const name of command.flags) {
    const layer = layers.find((one) => one.values[name] !== undefined);
    if (layer === undefined) continue;
    sources[name] = layer.source(name);
    values.push([name, layer.values[name]]);
  }
  const asked = { values: Object.fromEntries(values) as FlagValues, operands, ...others };
  const named = layers.find(({ target }) => target !== undefined);
  if (!takesUrl(command.operand) || named?.target === undefined) return { asked, sources };
  sources.target = named.source('target');
  const { target } = named;
  return {
    asked: { ...asked, operands: operands.includes(target) ? operands : [...operands, target] },
    sources,
  };
}
