import { jsonText } from '../../reporters/json.js';
import { masked } from '../../text/masked.js';
import { printable } from '../../text/printable.js';
import type { Command } from '../command.js';
import { takesUrl, urlIn } from '../operands.js';
import type { Settings } from '../settings.js';
import { wordedFlag } from '../worded-flag.js';
import { CONFIG_FLAGS, keyOf } from './config.js';
import type { OptionName, ValueOrigin } from './layer.js';

/** An option as it would be used. */
interface UsedOption {
  name: OptionName | 'consul-token';
  value: Value;
  source: ValueOrigin | { kind: 'default' };
}

type Value = string | boolean | readonly string[];

/** The text of --print-config. Options without a value are left out; secrets are masked. */
export function printedConfig(command: Command, settings: Settings): string {
  const options = usedOptions(command, settings);
  return settings.asked.values.json ? asJson(command, options) : asText(options);
}

function usedOptions(command: Command, { asked, sources, file }: Settings): UsedOption[] {
  const { operand, flags } = command;
  const all: UsedOption[] = [];
  const add = (name: OptionName, given: Value | undefined, otherwise: string | undefined) => {
    const source = sources[name];
    if (given !== undefined && source !== undefined) all.push({ name, value: shown(name, given), source });
    else if (otherwise !== undefined) all.push({ name, value: otherwise, source: { kind: 'default' } });
  };
  if (takesUrl(operand)) add('target', urlIn(operand, asked.operands), operand.defaultText);
  for (const name of flags.filter((one) => CONFIG_FLAGS.includes(one))) {
    add(name, asked.values[name], wordedFlag(name, command).defaultText);
  }
  add('config', asked.values.config, file ?? undefined);
  if (asked.values.consul !== undefined && asked.env.CONSUL_HTTP_TOKEN !== undefined)
    all.push({
      name: 'consul-token',
      value: HIDDEN,
      source: { kind: 'environment', variable: 'CONSUL_HTTP_TOKEN' },
    });
  return all;
}

const HIDDEN = '***';

/** A value without secrets. A body may be anything: only how long it is. */
function shown(name: OptionName, value: Value): Value {
  if (typeof value === 'boolean') return value;
  if (name === 'body') return `${HIDDEN} (${String(value).length} characters)`;
  return typeof value === 'string' ? masked(value) : value.map(masked);
}

function asText(options: readonly UsedOption[]): string {
  const rows = options.map(({ name, value, source }) => ({
    name: name === 'target' ? 'URL' : name,
    value: printable(typeof value === 'object' ? value.join(', ') : String(value), 200),
    from: source.kind === 'default' ? 'default' : sourceWords(source),
  }));
  const width = (key: 'name' | 'value') => Math.min(40, Math.max(...rows.map((row) => row[key].length)));
  return rows
    .map((row) => `${row.name.padEnd(width('name'))}  ${row.value.padEnd(width('value'))}  ${row.from}\n`)
    .join('');
}

function sourceWords(source: ValueOrigin): string {
  if (source.kind === 'environment') return `environment: ${source.variable}`;
  return source.kind === 'file' ? `file: ${printable(source.file, 200)}` : 'flag';
}

function asJson({ name: command }: Command, options: readonly UsedOption[]): string {
  const entries = options.map(({ name, value, source: { kind, ...where } }) => [
    keyOf(name),
    { value, from: kind, ...where },
  ]);
  return jsonText({ command, options: Object.fromEntries(entries) }, 2);
}
