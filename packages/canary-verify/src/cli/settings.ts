import { expectNoCommand } from './choose-command.js';
import type { Asked, Command, Environment } from './command.js';
import { fromEnvironment, variableOf } from './flags/environment.js';
import type { Written } from './flags/parse.js';
import type { FlagName, FlagValues } from './flags/table.js';

/** A flag, or the URL. */
export type OptionName = FlagName | 'target';

/** Where the value of an option came from. */
export type Source =
  | { kind: 'flag' }
  | { kind: 'environment'; variable: string }
  | { kind: 'file'; file: string; key: string };

export type Sources = Partial<Record<OptionName, Source>>;

/** What is asked for, and where each part of it came from. */
export interface Settings {
  asked: Asked;
  sources: Sources;
  /** The configuration file of canary-verify's that was read, and whether it was named. */
  file: { path: string; isNamed: boolean } | null;
}

/** One place that options can come from. */
export interface Layer {
  values: FlagValues;
  target: string | undefined;
  source: (name: OptionName) => Source;
}

/** Reads what is asked for: flags before the environment, before the configuration file. Throws a UsageError. */
export async function readSettings(command: Command, written: Written, env: Environment): Promise<Settings> {
  if (command.operand.kind === 'url') expectNoCommand(written.operands);
  const flags: Layer = {
    values: written.values,
    target: written.operands[0],
    source: () => ({ kind: 'flag' }),
  };
  const environment: Layer = {
    values: fromEnvironment(command.flags, env),
    target: env[variableOf('target')] || undefined,
    source: (name) => ({ kind: 'environment', variable: variableOf(name) }),
  };
  const named = flags.values.config ?? environment.values.config ?? [];
  const { file, isNamed, haproxy } = await filesOf(command, named);
  const layers = [flags, environment, ...(file === null ? [] : [await layerOf(file)])];
  const { asked, sources } = joined(command, layers, { operands: written.operands, env });
  const { config: _, ...others } = asked.values;
  const values: FlagValues = haproxy.length === 0 ? others : { ...others, config: [...haproxy] };
  return {
    asked: { ...asked, values },
    sources,
    file: file === null ? null : { path: file, isNamed },
  };
}

/** The files that are named: canary-verify's own, or the one in the working folder; and HAProxy's. */
async function filesOf(
  { flags, readsHaproxy }: Command,
  named: readonly string[],
): Promise<{ file: string | null; isNamed: boolean; haproxy: readonly string[] }> {
  if (!flags.includes('config')) return { file: null, isNamed: false, haproxy: [] };
  // What is not needed is not loaded: most runs have no file.
  const { findConfig, isOwnConfig } = await import('./config/find-config.js');
  const own = readsHaproxy ? named.filter(isOwnConfig) : named;
  const haproxy = named.filter((file) => !own.includes(file));
  return { file: findConfig(own, process.cwd()), isNamed: own.length > 0, haproxy };
}

async function layerOf(file: string): Promise<Layer> {
  const { fileLayer } = await import('./config/file-layer.js');
  return fileLayer(file);
}

function joined(
  command: Command,
  layers: readonly Layer[],
  { operands, env }: Omit<Asked, 'values'>,
): Omit<Settings, 'file'> {
  const sources: Sources = {};
  const values: [FlagName, unknown][] = [];
  for (const name of command.flags) {
    const layer = layers.find((one) => one.values[name] !== undefined);
    if (layer === undefined) continue;
    sources[name] = layer.source(name);
    values.push([name, layer.values[name]]);
  }
  const asked = { values: Object.fromEntries(values) as FlagValues, operands, env };
  const named = layers.find(({ target }) => target !== undefined);
  if (command.operand.kind !== 'url' || named?.target === undefined) return { asked, sources };
  sources.target = named.source('target');
  return { asked: { ...asked, operands: operands.length > 0 ? operands : [named.target] }, sources };
}
